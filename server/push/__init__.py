"""Web Push: a phone is told, also with nothing open in it. Here a technician, when a photo comes
back; tenants in `case_push`, by what is here."""
