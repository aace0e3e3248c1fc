# ruff: noqa: RUF001  a Turkish name is spelled with a dotless i
"""The homes of the demo and who lives there. Town, streets and people are invented.

Telephone numbers and e-mail addresses lie in ranges that belong to nobody.
"""

import re
import unicodedata
import uuid
from dataclasses import dataclass

from .cast import DE_LINDE, VECHT_EN_VELDEN, Organisation, demo_id

CENTRUM, NOORD, WEST, ZUID = "Centrum", "Noord", "West", "Zuid"


@dataclass(frozen=True, slots=True)
class Tenant:
    salutation: str  # "mevrouw", "de heer", or empty where nobody asked
    name: str
    phone: str
    language: str = "nl"

    @property
    def email(self) -> str:
        plain = self.name.replace("ı", "i").replace("ł", "l")
        plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
        first, _, rest = plain.lower().partition(" ")
        return f"{first}.{re.sub('[^a-z]', '', rest)}@example.nl"


@dataclass(frozen=True, slots=True)
class Dwelling:
    street: str
    house_number: str
    postcode: str
    town: str
    neighbourhood: str
    floor: int
    built_in: int
    tenant: Tenant
    organisation: Organisation = DE_LINDE

    @property
    def key(self) -> str:
        """How the repairs refer to it: "Lindelaan 12"."""
        return f"{self.street} {self.house_number}"

    @property
    def id(self) -> uuid.UUID:
        return demo_id("dwelling", f"{self.organisation.key}/{self.key}")


@dataclass(frozen=True, slots=True)
class Street:
    """What the homes in a street share."""

    name: str
    postcode: str
    neighbourhood: str
    built_in: int
    town: str = "Lindeveen"
    organisation: Organisation = DE_LINDE

    def home(self, house_number: str, floor: int, tenant: Tenant) -> Dwelling:
        return Dwelling(
            self.name,
            house_number,
            self.postcode,
            self.town,
            self.neighbourhood,
            floor,
            self.built_in,
            tenant,
            self.organisation,
        )


def mevrouw(name: str, line: int, language: str = "nl") -> Tenant:
    return Tenant("mevrouw", name, f"06-1234 5{line:03}", language)


def de_heer(name: str, line: int, language: str = "nl") -> Tenant:
    return Tenant("de heer", name, f"06-1234 5{line:03}", language)


def bewoner(name: str, line: int, language: str = "nl") -> Tenant:
    """Somebody with a landline, who did not say how to be addressed."""
    return Tenant("", name, f"020 555 0{line:03}", language)


LINDELAAN = Street("Lindelaan", "3698 KL", WEST, 1974)
DORPSSTRAAT = Street("Dorpsstraat", "3698 KC", WEST, 1938)
WILGENHOF = Street("Wilgenhof", "3698 KW", WEST, 1986)
BEUKENHOF = Street("Beukenhof", "3699 NB", NOORD, 1968)
PARKZICHT = Street("Parkzicht", "3699 NP", NOORD, 1996)
VEENKADE = Street("Veenkade", "3699 NV", NOORD, 2011)
IEPENWEG = Street("Iepenweg", "3697 ZE", ZUID, 1957)
ESDOORNSTRAAT = Street("Esdoornstraat", "3697 ZS", ZUID, 1961)
MOLENWEG = Street("Molenweg", "3697 ZM", ZUID, 1949)
KERKPAD = Street("Kerkpad", "3696 CK", CENTRUM, 1922)
SCHOOLSTRAAT = Street("Schoolstraat", "3696 CS", CENTRUM, 1931)
MARKTPLEIN = Street("Marktplein", "3696 CM", CENTRUM, 2004)

ROSA = mevrouw("Rosa de Wit", 12)

DWELLINGS: tuple[Dwelling, ...] = (
    LINDELAAN.home("8", 0, de_heer("Henk Jansen", 101)),
    LINDELAAN.home("12", 0, ROSA),
    LINDELAAN.home("14", 0, mevrouw("Elif Yılmaz", 102, "tr")),
    LINDELAAN.home("27 A", 1, mevrouw("Agnieszka Kowalska", 103, "pl")),
    DORPSSTRAAT.home("41", 0, bewoner("Familie Van den Berg", 104)),
    DORPSSTRAAT.home("63 B", 1, de_heer("Youssef El Idrissi", 105, "ar")),
    DORPSSTRAAT.home("88", 0, mevrouw("Truus de Boer", 106)),
    WILGENHOF.home("3", 0, mevrouw("Shanti Ramdin", 107)),
    WILGENHOF.home("5", 0, de_heer("Pieter Smit", 108)),
    WILGENHOF.home("19", 0, mevrouw("Oksana Melnyk", 109, "uk")),
    BEUKENHOF.home("2-1", 1, de_heer("Ahmet Demir", 110, "tr")),
    BEUKENHOF.home("4-2", 2, mevrouw("Marjan Postma", 111)),
    BEUKENHOF.home("4-5", 5, de_heer("Kwame Mensah", 112, "en")),
    BEUKENHOF.home("6-3", 3, mevrouw("Ans Hendriks", 113)),
    PARKZICHT.home("9", 0, mevrouw("Ilse Dekker", 114)),
    PARKZICHT.home("17", 0, de_heer("Willem Meijer", 115)),
    PARKZICHT.home("22", 2, mevrouw("Zahra Hosseini", 116, "en")),
    PARKZICHT.home("31", 3, bewoner("Familie De Vries", 117)),
    VEENKADE.home("6", 0, mevrouw("Naima Bouzid", 118)),
    VEENKADE.home("11", 0, de_heer("Tomasz Nowak", 119, "pl")),
    VEENKADE.home("24 C", 2, de_heer("Daan Peters", 120)),
    IEPENWEG.home("15", 0, mevrouw("Corrie van Leeuwen", 121)),
    IEPENWEG.home("31", 0, mevrouw("Maria Fernandes", 122)),
    IEPENWEG.home("33", 0, de_heer("Jan Dijkstra", 123)),
    IEPENWEG.home("52", 1, de_heer("Hassan Al Khatib", 124, "ar")),
    ESDOORNSTRAAT.home("9", 0, mevrouw("Linda Vos", 125)),
    ESDOORNSTRAAT.home("10", 0, de_heer("Cees Brouwer", 126)),
    ESDOORNSTRAAT.home("26", 1, mevrouw("Svitlana Koval", 127, "uk")),
    ESDOORNSTRAAT.home("48", 0, mevrouw("Gülay Kaya", 128)),
    MOLENWEG.home("2", 0, de_heer("Sjoerd Wiersma", 129)),
    MOLENWEG.home("7", 0, mevrouw("Priya Sharma", 130, "en")),
    MOLENWEG.home("18 A", 1, mevrouw("Joke Verhoeven", 131)),
    KERKPAD.home("1", 0, bewoner("Familie Schouten", 132)),
    KERKPAD.home("4", 0, mevrouw("Hatice Arslan", 133, "tr")),
    KERKPAD.home("13", 0, de_heer("Rob van Vliet", 134)),
    SCHOOLSTRAAT.home("20", 0, mevrouw("Wilma Kramer", 135)),
    SCHOOLSTRAAT.home("22 B", 1, de_heer("Mehmet Öztürk", 136)),
    SCHOOLSTRAAT.home("37", 0, mevrouw("Esther Blom", 137)),
    MARKTPLEIN.home("5-14", 1, mevrouw("Riet Scholten", 138)),
    MARKTPLEIN.home("5-22", 2, de_heer("Abdi Warsame", 139, "en")),
    MARKTPLEIN.home("5-31", 3, de_heer("Gerrit Prins", 140)),
)

UITERWAARD = Street("Uiterwaard", "3596 VU", "Oever", 1981, "Vechtdam", VECHT_EN_VELDEN)
STEENOVEN = Street("Steenoven", "3596 VS", "Velden", 1965, "Vechtdam", VECHT_EN_VELDEN)

# The other corporation, so that everybody can see that Otto and Vera see nothing of each other.
OTTOS_DWELLINGS: tuple[Dwelling, ...] = (
    UITERWAARD.home("3", 0, mevrouw("Nel Timmer", 201)),
    UITERWAARD.home("12", 0, de_heer("Karim Benali", 202)),
    UITERWAARD.home("28", 1, mevrouw("Femke Hoekstra", 203)),
    STEENOVEN.home("1", 0, de_heer("Dirk Evers", 204)),
    STEENOVEN.home("17 A", 1, mevrouw("Lucyna Mazur", 205, "pl")),
)
