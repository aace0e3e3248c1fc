"""The people and organisations of the demo. Their ids are made from their keys and never change."""

import uuid
from dataclasses import dataclass

from server.accounts.tables import OrganisationKind, Role

DEMO = uuid.UUID("5f1d1de0-0000-4000-8000-000000000000")


def demo_id(kind: str, key: str) -> uuid.UUID:
    """The same id on every machine: `demo_id("person", "vera")`."""
    return uuid.uuid5(DEMO, f"{kind}/{key}")


@dataclass(frozen=True, slots=True)
class Organisation:
    key: str
    name: str
    kind: OrganisationKind
    phone: str
    registration_number: str | None = None

    @property
    def id(self) -> uuid.UUID:
        return demo_id("organisation", self.key)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs in. The key is what `POST /api/demo/sign-in` asks for."""

    key: str
    name: str
    role: Role
    organisation: Organisation
    trade: str = ""
    language: str = "nl"

    @property
    def id(self) -> uuid.UUID:
        return demo_id("person", self.key)


DE_LINDE = Organisation(
    "de-linde", "Woonstichting De Linde", OrganisationKind.CORPORATION, "020 555 0100"
)
VECHT_EN_VELDEN = Organisation(
    "vecht-en-velden", "Woongoed Vecht en Velden", OrganisationKind.CORPORATION, "020 555 0200"
)
VAN_DIJK = Organisation(
    "van-dijk",
    "Van Dijk Installatietechniek",
    OrganisationKind.CONTRACTOR,
    "020 555 0300",
    "90000033",  # of nobody
)
ORGANISATIONS = (DE_LINDE, VECHT_EN_VELDEN, VAN_DIJK)

VERA = Person("vera", "Vera de Groot", Role.COORDINATOR, DE_LINDE)
MARIJKE = Person("marijke", "Marijke Hofstra", Role.COORDINATOR, DE_LINDE)
INGRID = Person("ingrid", "Ingrid Bos", Role.MANAGER, DE_LINDE)
ARJAN = Person("arjan", "Arjan Koster", Role.ADMINISTRATOR, DE_LINDE)
TOM = Person("tom", "Tom Bakker", Role.TECHNICIAN, DE_LINDE, trade="loodgieter")
FATIMA = Person("fatima", "Fatima El Amrani", Role.TECHNICIAN, DE_LINDE, trade="verwarming")
JORIS = Person("joris", "Joris Visser", Role.TECHNICIAN, DE_LINDE, trade="timmerman")
SANNE = Person("sanne", "Sanne Mulder", Role.TECHNICIAN, DE_LINDE, trade="elektricien")
CARLA = Person("carla", "Carla van Dijk", Role.TECHNICIAN, VAN_DIJK, trade="verwarming")
KEES = Person("kees", "Kees van Dijk", Role.COORDINATOR, VAN_DIJK)
LOTTE = Person("lotte", "Lotte van Dijk", Role.ADMINISTRATOR, VAN_DIJK)
OTTO = Person("otto", "Otto Brouwer", Role.COORDINATOR, VECHT_EN_VELDEN)
BRAM = Person("bram", "Bram Kuipers", Role.TECHNICIAN, VECHT_EN_VELDEN, trade="allround")
PEOPLE = (
    VERA,
    MARIJKE,
    INGRID,
    ARJAN,
    TOM,
    FATIMA,
    JORIS,
    SANNE,
    CARLA,
    KEES,
    LOTTE,
    OTTO,
    BRAM,
)
