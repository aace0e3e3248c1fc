"""The small cast of every server test, and the homes they live and work in.

Their ids never change, because all processes of a run share one prepared database.
"""

from dataclasses import dataclass
from uuid import UUID, uuid5

from server.accounts.tables import Organisation, OrganisationKind, Person, Role
from server.database import transaction
from server.dwellings.address import address_key
from server.dwellings.tables import Dwelling

_NAMES = UUID("0d2ac1c5-8a34-4d4b-9a3e-6f6f4a3c0000")


@dataclass(frozen=True)
class Firm:
    name: str
    kind: OrganisationKind
    phone: str
    registration_number: str | None = None

    @property
    def id(self) -> UUID:
        return uuid5(_NAMES, self.name)


@dataclass(frozen=True)
class Colleague:
    """Somebody who signs in. The key is also that of the fixture with their browser."""

    key: str
    name: str
    role: Role
    firm: Firm

    @property
    def id(self) -> UUID:
        return uuid5(_NAMES, self.key)


@dataclass(frozen=True)
class Home:
    street: str
    house_number: str
    postcode: str
    firm: Firm

    @property
    def id(self) -> UUID:
        return uuid5(_NAMES, f"{self.street} {self.house_number}")


@dataclass(frozen=True)
class Resident:
    """Somebody who reports a repair in her home."""

    name: str
    phone: str
    home: Home


DE_LINDE = Firm("Woonstichting De Linde", OrganisationKind.CORPORATION, "020 555 0100")
VECHT_EN_VELDEN = Firm("Woongoed Vecht en Velden", OrganisationKind.CORPORATION, "020 555 0200")
VAN_DIJK = Firm(
    "Van Dijk Installatietechniek", OrganisationKind.CONTRACTOR, "020 555 0300", "90000033"
)

VERA = Colleague("vera", "Vera de Groot", Role.COORDINATOR, DE_LINDE)
MARIJKE = Colleague("marijke", "Marijke Hofstra", Role.COORDINATOR, DE_LINDE)
INGRID = Colleague("ingrid", "Ingrid Bos", Role.MANAGER, DE_LINDE)
ARJAN = Colleague("arjan", "Arjan Koster", Role.ADMINISTRATOR, DE_LINDE)
TOM = Colleague("tom", "Tom Bakker", Role.TECHNICIAN, DE_LINDE)
FATIMA = Colleague("fatima", "Fatima El Amrani", Role.TECHNICIAN, DE_LINDE)
OTTO = Colleague("otto", "Otto Brouwer", Role.COORDINATOR, VECHT_EN_VELDEN)
BRAM = Colleague("bram", "Bram Kuipers", Role.TECHNICIAN, VECHT_EN_VELDEN)
CARLA = Colleague("carla", "Carla van Dijk", Role.TECHNICIAN, VAN_DIJK)
KEES = Colleague("kees", "Kees van Dijk", Role.COORDINATOR, VAN_DIJK)
LOTTE = Colleague("lotte", "Lotte van Dijk", Role.ADMINISTRATOR, VAN_DIJK)
COLLEAGUES = (VERA, MARIJKE, INGRID, ARJAN, TOM, FATIMA, OTTO, BRAM, CARLA, KEES, LOTTE)

ROSA = Resident("Rosa de Wit", "06-1234 5012", Home("Lindelaan", "12", "3698 KL", DE_LINDE))
HENK = Resident("Henk Jansen", "06-1234 5101", Home("Lindelaan", "8", "3698 KL", DE_LINDE))
NEL = Resident("Nel Timmer", "06-1234 5201", Home("Uiterwaard", "3", "3596 VU", VECHT_EN_VELDEN))
RESIDENTS = (ROSA, HENK, NEL)


async def move_in() -> None:
    """Write everybody and their homes into the database in use."""
    async with transaction():
        for firm in (DE_LINDE, VECHT_EN_VELDEN, VAN_DIJK):
            await Organisation.insert(
                Organisation(
                    id=firm.id,
                    name=firm.name,
                    kind=firm.kind,
                    phone=firm.phone,
                    registration_number=firm.registration_number,
                )
            )
        for person in COLLEAGUES:
            await Person.insert(
                Person(
                    id=person.id,
                    organisation=person.firm.id,
                    name=person.name,
                    role=person.role,
                    email=f"{person.name.lower().replace(' ', '.')}@cast.test",
                )
            )
        for home in (resident.home for resident in RESIDENTS):
            await Dwelling.insert(
                Dwelling(
                    id=home.id,
                    organisation=home.firm.id,
                    street=home.street,
                    house_number=home.house_number,
                    postcode=home.postcode,
                    address_key=address_key(home.postcode, home.house_number),
                    town="Lindeveen",
                )
            )
