"""The sixty repairs of De Linde and the few of the other corporation, from fresh to finished.

Lindelaan 12, Rosa's kitchen tap, is missing on purpose: whoever tries the product reports it.
"""

from server.evidence.marks import Mark
from server.evidence.slots import SIGNATURE
from server.needs.tables import NeedCode
from server.outsiders.tables import May
from server.repair_requests.questions import Reporter
from server.visit_protocol.tables import Arrangement, Readiness

from . import incident
from .cast import BRAM, CARLA, FATIMA, JORIS, SANNE, TOM
from .repairs import (
    AfterPhoto,
    Agreement,
    JobPack,
    LetIn,
    Repair,
    SendBackReason,
    Speaker,
    State,
    Verdict,
    Written,
)
from .when import Ago, OnDay, Soon

WAITING = Verdict.PENDING

# Tom's day: five addresses and two calls.
TOMS_DAY: tuple[Repair, ...] = (
    Repair(
        home="Esdoornstraat 9", fault="KRA1", reported=Ago(days=3, hours=4), report_photos=2,
        words=(
            "De kraan in de keuken druppelt. Ook als ik hem heel hard dichtdraai. Ik heb er een "
            "bakje onder gezet."
        ),
        state=State.PLANNED, technician=TOM, previsit=Soon(20),
        access="Bel doet het niet, graag kloppen.",
        chat=(
            Written(
                Speaker.TENANT,
                "Goedemorgen, mag ik zelf het kraantje onder het aanrecht dichtdraaien?",
                Ago(days=2, hours=5),
            ),
            Written(
                Speaker.OFFICE,
                "Goedemorgen! Ja, dat mag. Draai het rechtsom dicht, met de hand. Gaat het zwaar? "
                "Laat het dan zo.",
                Ago(days=2, hours=4, minutes=50),
            ),
            Written(
                Speaker.TENANT, "Dat is gelukt, het druppelt nu minder.",
                Ago(days=2, hours=4, minutes=31),
            ),
            Written(Speaker.TENANT, "Hoe laat belt Tom?", Ago(days=2, hours=4, minutes=30)),
            Written(
                Speaker.TECHNICIAN,
                "Dag, met Tom. Ik bel u met beeld, het tijdstip staat op uw pagina. Zet u een lamp "
                "bij het aanrecht, dan zie ik de kraan goed.",
                Ago(days=1, hours=2),
            ),
        ),
    ),
    Repair(
        home="Beukenhof 4-2", fault="CVK2", reported=Ago(days=1, hours=7), report_photos=2,
        words=(
            "Sinds gisteren geen warm water meer. Op de ketel staat F28. De verwarming doet het "
            "wel."
        ),
        state=State.PREPARED, technician=TOM, previsit=Ago(hours=3), visit=Soon(75),
        agreed=Agreement((Readiness.SPACE, Readiness.ADULT, Readiness.DOORS)),
        helper="Mina, mijn dochter",
        pack=JobPack(
            "Ketel steekt niet aan, code F28. Druk 0,3 bar, gaskraan staat open.",
            ("ontstekingselektrode", "pakkingset", "vulslang"), 25, ("drukmeter", "multimeter"),
            "Tweede verdieping, geen lift. Ketel op zolder, luik met trap.",
        ),
    ),
    Repair(
        home="Dorpsstraat 88", fault="DEU1", reported=Ago(days=1, hours=2), report_photos=2,
        words=(
            "De voordeur klemt en het slot draait zwaar. Soms krijg ik hem 's avonds niet op "
            "slot."
        ),
        state=State.PLANNED, technician=TOM, visit=Soon(180),
        agreed=Agreement((Readiness.ADULT,), Arrangement.OTHER_ROOM),
        access="Graag twee keer bellen.",
        needs=(NeedCode.MORE_TIME, NeedCode.NO_CLEARING),
        note="Kijk ook naar de sluitplaat.",
    ),
    Repair(
        home="Veenkade 6", fault="SIF1", reported=Ago(days=6), report_photos=1,
        words="Onder de wasbak in de keuken lekt het. Er staat elke ochtend water in het kastje.",
        state=State.RETAKE, technician=TOM, previsit=Ago(days=3, hours=2),
        visit=Ago(days=1, hours=1), minutes_inside=17,
        pack=JobPack(
            "Wartel van de sifon gescheurd, rubber uitgedroogd.", ("bekersifon 5/4\"", "rubberset"),
            20, ("waterpomptang",), "Kastje is leeggeruimd.",
        ),
        outsiders=(
            LetIn(
                "Loodgieter Demir", May.ADD, "Bekersifon onder de wasbak vervangen.",
                has_accepted=True,
            ),
            LetIn("Waterland Verzekeringen", May.VIEW),
        ),
        after=(
            AfterPhoto("dry"),
            AfterPhoto(
                "pipe", Verdict.SENT_BACK, SendBackReason.BLURRED,
                "Sifon staat niet scherp. Graag van voren.",
                (
                    Mark("1", "arrow", [0.22, 0.3, 0.46, 0.52]),
                    Mark("2", "text", [0.08, 0.26], text="Deze wartel"),
                ),
            ),
        ),
    ),
    Repair(
        home="Parkzicht 17", fault="RAD1", reported=Ago(days=8, hours=5),
        words=(
            "De radiator in de slaapkamer blijft koud. Ik heb hem zelf ontlucht maar dat hielp "
            "niet."
        ),
        state=State.PLANNED, technician=TOM, previsit=Soon(285),
        note="Zelf ontluchten lukte niet.",
    ),
)  # fmt: skip

REPORTED: tuple[Repair, ...] = (
    Repair(
        home="Marktplein 5-31", fault="CVK1", reported=Ago(hours=1, minutes=20), report_photos=2,
        words=(
            "De verwarming doet niks meer. Het is 15 graden binnen en wij hebben een baby van 4 "
            "maanden."
        ),
        chat=(
            Written(
                Speaker.TENANT,
                "Weet u al hoe laat er iemand komt? De baby ligt nu onder een extra deken.",
                Ago(minutes=25),
            ),
        ),
    ),
    Repair(
        home="Schoolstraat 37", fault="DEU1", reported=Ago(hours=2, minutes=45),
        words=(
            "Het slot van mijn voordeur is kapot. De sleutel draait door. Ik kan vanavond niet "
            "op slot doen."
        ),
    ),
    Repair(
        home="Lindelaan 14", fault="TOI2", reported=Ago(hours=4),
        words="Wc blijft maar lopen. Ik hoor het de hele nacht.",
    ),
    Repair(
        home="Beukenhof 4-5", fault="KRA1", reported=Ago(hours=5, minutes=10),
        words=(
            "My kitchen tap drips all day, about one drop every second. It is a tap with one "
            "handle."
        ),
        access="I work nights, please not before 11.",
        chat=(
            Written(
                Speaker.TENANT, "Can I close the tap under the sink myself until you come?",
                Ago(minutes=50),
            ),
        ),
    ),
    Repair(
        home="Iepenweg 52", fault="ELE8", reported=Ago(hours=7),
        words="De rookmelder op de overloop piept elke minuut. Nieuwe batterij helpt niet.",
    ),
    Repair(
        home="Kerkpad 4", fault="AFV1", reported=Ago(days=1, hours=1), report_photos=2,
        state=State.OFFERED, offered=Ago(hours=3),
        words=(
            "De gootsteen zit dicht. Er staat al twee dagen vies water in. Ontstopper al "
            "geprobeerd."
        ),
    ),
    Repair(
        home="Parkzicht 22", fault="RAA3", reported=Ago(days=1, hours=6),
        words="There is a cold draught from the living room window, also when it is closed.",
    ),
    Repair(
        home="Molenweg 2", fault="WAT4", reported=Ago(hours=9), report_photos=2,
        words=(
            "Ik meld dit voor mijn buurman, hij ziet slecht. Er zit een bruine vlek op zijn "
            "plafond in de kamer en die wordt groter. Er valt nu ook een druppel."
        ),
        reporter=Reporter("Priya Sharma", "06-1234 5130"),
    ),
    Repair(
        home="Wilgenhof 19", fault="ELE4", reported=Ago(days=2, hours=3),
        words="Stopcontact bij de bank hangt uit de muur. Ik heb het afgeplakt voor de kinderen.",
    ),
    Repair(
        home="Esdoornstraat 48", fault="VOC1", reported=Ago(days=4), report_photos=3,
        words=(
            "Zwarte schimmel in de hoek van de slaapkamer. Mijn zoontje slaapt daar en hij hoest "
            "veel."
        ),
    ),
    Repair(
        home="Lindelaan 27 A", fault="KRA2", reported=Ago(days=3, hours=2),
        state=State.OFFERED, offered=Ago(days=3),
        words="De douchekraan loopt door en de slang lekt bij de kraan.",
    ),
    Repair(
        home="Schoolstraat 22 B", fault="DEU5", reported=Ago(days=12),
        words="De deur van de slaapkamer hangt scheef. Het scharnier is los uit het kozijn.",
    ),
    Repair(
        home="Kerkpad 13", fault="TEG1", reported=Ago(days=26),
        words=(
            "Een tegel in de badkamer is gebarsten en er is een stuk uit gevallen. Haast heeft "
            "het niet."
        ),
    ),
    Repair(
        home="Dorpsstraat 41", fault="DAK2", reported=Ago(days=34), report_photos=2,
        words="De dakgoot zit vol blad en loopt over langs de muur als het regent.",
    ),
    Repair(
        home="Iepenweg 15", fault="RAA3", reported=Ago(days=58),
        words="Het tocht bij het raam in de achterkamer. Vorig jaar ook al gemeld.",
    ),
    Repair(
        home="Molenweg 7", fault="TEG1", reported=Ago(days=45),
        words="One wall tile next to the shower is cracked and sharp at the edge.",
    ),
)  # fmt: skip

PLANNED: tuple[Repair, ...] = (
    Repair(
        home="Parkzicht 9", fault="CVK3", reported=Ago(days=2),
        words="De druk van de ketel zakt steeds. Ik heb deze week al twee keer bijgevuld.",
        state=State.PLANNED, technician=FATIMA, previsit=Soon(45),
    ),
    Repair(
        home="Wilgenhof 5", fault="RAD3", reported=Ago(days=5),
        words="De knop van de radiator is eraf gevallen. Ik kan hem niet hoger zetten.",
        state=State.PLANNED, technician=CARLA, previsit=OnDay(1, 9, 30),
    ),
    Repair(
        home="Dorpsstraat 63 B", fault="TOI1", reported=Ago(days=1, hours=5),
        words="De wc spoelt niet meer door. Ik gebruik nu een emmer.",
        state=State.PLANNED, technician=TOM, previsit=OnDay(1, 10, 15),
        note="Enige toilet in huis.",
        outsiders=(
            LetIn(
                "Installatiebedrijf Çelik", May.ADD,
                "Toilet spoelt niet door. Stortbak nakijken en zo nodig vervangen, liefst morgen.",
                asked=Ago(hours=2),
            ),
        ),
    ),
    Repair(
        home="Beukenhof 2-1", fault="DEU5", reported=Ago(days=9),
        words="Keukendeur zakt. Schroeven van het scharnier vallen eruit.",
        state=State.PLANNED, technician=JORIS, previsit=OnDay(1, 13, 0),
    ),
    Repair(
        home="Veenkade 24 C", fault="ELE4", reported=Ago(days=4),
        words="Het stopcontact in de keuken zit los en er zit een zwarte plek op.",
        state=State.PLANNED, technician=SANNE, previsit=Ago(hours=3),
        note="Zwarte plek: vraag of de groep uit staat.",
    ),
    Repair(
        home="Marktplein 5-22", fault="SIF1", reported=Ago(hours=20),
        words="Water is leaking under the sink, I put a bowl there.",
        state=State.PLANNED, technician=TOM, tenant_chooses=True,
    ),
)  # fmt: skip

PREPARED: tuple[Repair, ...] = (
    Repair(
        home="Iepenweg 31", fault="VOC1", reported=Ago(days=9), report_photos=3,
        words=(
            "Schimmel in de slaapkamer, in de hoek boven het bed. Wij vegen het weg maar het "
            "komt terug."
        ),
        state=State.PREPARED, technician=JORIS, previsit=Ago(days=2), visit=OnDay(1, 8, 30),
        pack=JobPack(
            "Schimmel 1,5 m², koude hoek, rooster dichtgeplakt.",
            ("ventilatierooster", "schimmelwerende verf"), 90, ("vochtmeter",),
            "Bed is van de muur geschoven.",
        ),
    ),
    Repair(
        home="Beukenhof 6-3", fault="KRA1", reported=Ago(days=7),
        words="Keukenkraan druppelt.",
        state=State.PREPARED, technician=TOM, previsit=Ago(days=1, hours=3), visit=OnDay(1, 11, 0),
        pack=JobPack(
            "Twee knoppen, leertje warm versleten.", ("leertje 1/2\"",), 20, (),
            "Hoofdkraan in de gangkast, links.",
        ),
    ),
    Repair(
        home="Lindelaan 8", fault="RAA1", reported=Ago(days=3),
        words="Het raam aan de straatkant gaat niet meer dicht. Ik woon op de begane grond.",
        state=State.PREPARED, technician=JORIS, previsit=Ago(hours=5), visit=Soon(60),
        pack=JobPack(
            "Raamboom los, tochtrubber weg.", ("raamboom", "tochtprofiel 5 m"), 35, (),
            "Parkeren aan de achterkant.",
        ),
    ),
    Repair(
        home="Schoolstraat 20", fault="ELE8", reported=Ago(days=2),
        words="Rookmelder is naar beneden gekomen en hangt aan de draad.",
        state=State.PREPARED, technician=SANNE, previsit=Ago(hours=6), visit=Soon(100),
        pack=JobPack(
            "Melder uit 2012, over de datum.", ("rookmelder 10 jaar",), 15, ("trap",),
            "Plafond 2,60 m.",
        ),
    ),
    Repair(
        home="Veenkade 11", fault="CVK1", reported=Ago(days=1), report_photos=2,
        words="Ketel doet niets, display geeft F28.",
        state=State.PREPARED, technician=CARLA, previsit=Ago(hours=4), visit=Soon(50),
        agreed=Agreement((Readiness.SPACE, Readiness.PETS, Readiness.ADULT)),
        pack=JobPack(
            "Branderautomaat geeft geen vonk.", ("branderautomaat", "elektrode"), 45,
            ("multimeter",), "Ketel in de bijkeuken.",
        ),
    ),
    Repair(
        home="Wilgenhof 3", fault="AFV1", reported=Ago(days=4),
        words="Afwaswater loopt niet weg.",
        state=State.PREPARED, technician=TOM, previsit=Ago(days=1), visit=OnDay(2, 9, 0),
        pack=JobPack(
            "Verstopping na de sifon.", ("sifonring",), 30, ("veer 5 m",),
            "Grote hond, gaat in de tuin.",
        ),
    ),
)  # fmt: skip

INSIDE: tuple[Repair, ...] = (
    Repair(
        home="Parkzicht 31", fault="RAD2", reported=Ago(days=1, hours=8), report_photos=2,
        words="De radiator lekt bij de kraan, er staat een pan onder.",
        state=State.IN_PROGRESS, technician=FATIMA, previsit=Ago(hours=20), visit=Ago(minutes=34),
        pack=JobPack(
            "Wartel radiatorkraan lekt.", ("radiatorkraan 1/2\" haaks", "thermostaatknop"), 40, (),
            "Ketel mag uit.",
        ),
        # Sent while she is still there: it waits longer than the desk's ten minutes.
        after=(AfterPhoto("radiator", WAITING),),
    ),
    Repair(
        home="Kerkpad 1", fault="DEU5", reported=Ago(days=10),
        words="De badkamerdeur sluit niet meer, scharnier hangt los.",
        state=State.IN_PROGRESS, technician=JORIS, previsit=Ago(days=2), visit=Ago(minutes=8),
        pack=JobPack("Schroefgaten uitgelubberd.", ("paumelle 89 mm", "houtpluggen"), 25, (), ""),
    ),
)  # fmt: skip

IN_REVIEW: tuple[Repair, ...] = (
    Repair(
        home="Iepenweg 33", fault="KRA1", reported=Ago(days=8), report_photos=2,
        words="Kraan in de keuken lekt en er zit kalk op.",
        state=State.IN_REVIEW, technician=TOM, previsit=Ago(days=2), visit=Ago(hours=2, minutes=10),
        told_on="Android, Chrome",
        minutes_inside=17, is_recorded=True,
        pack=JobPack("Binnenwerk versleten.", ("binnenwerk 35 mm",), 20),
        after=(
            AfterPhoto("tap", WAITING),
            AfterPhoto("tap", WAITING),
            AfterPhoto(SIGNATURE, WAITING),
        ),
    ),
    Repair(
        home="Esdoornstraat 10", fault="CVK2", reported=Ago(days=4),
        words="Geen warm water.",
        state=State.IN_REVIEW, technician=FATIMA, previsit=Ago(days=1), visit=Ago(hours=3),
        minutes_inside=41,
        pack=JobPack("Driewegklep vast.", ("driewegklep",), 45),
        after=(
            AfterPhoto(
                "gauge", WAITING, comment="Druk is goed te lezen. Was hij daarvoor te laag?",
                answer="Ja, 0,8 bar. Ik heb bijgevuld.", tags=("ketel", "druk"),
            ),
        ),
    ),
    Repair(
        home="Molenweg 18 A", fault="TOI2", reported=Ago(days=6),
        words="Toilet loopt door.",
        state=State.IN_REVIEW, technician=TOM, previsit=Ago(days=3), visit=Ago(hours=5),
        minutes_inside=12,
        pack=JobPack("Bodemrubber lek.", ("bodemrubber",), 15),
        after=(AfterPhoto("toilet", WAITING, used_before_in="Schoolstraat 37/TOI2"),),
    ),
    Repair(
        home="Esdoornstraat 26", fault="DEU1", reported=Ago(days=2), report_photos=2,
        words="Slot voordeur stuk na inbraakpoging. Politie is geweest.",
        state=State.IN_REVIEW, technician=JORIS, previsit=Ago(days=1, hours=20),
        visit=Ago(days=1, hours=1), minutes_inside=56,
        pack=JobPack(
            "Cilinder en schild vernielen, kozijn beschadigd.",
            ("veiligheidsbeslag SKG3", "cilinder 30/35"), 50,
        ),
        after=(AfterPhoto("door", WAITING), AfterPhoto("lock", WAITING)), is_filmed=True,
        given_up=1,
    ),
    Repair(
        home="Marktplein 5-14", fault="ELE4", reported=Ago(days=5),
        words="Stopcontact achter de tv zit los.",
        state=State.IN_REVIEW, technician=SANNE, previsit=Ago(days=2),
        visit=Ago(hours=1, minutes=15), minutes_inside=22,
        pack=JobPack("Inbouwdoos gescheurd.", ("inbouwdoos", "wandcontactdoos"), 25),
        after=(AfterPhoto("fitting", WAITING),), on_phone=2,
    ),
    Repair(
        home="Dorpsstraat 41", fault="RAD3", reported=Ago(days=11),
        words="Knop van de verwarming is gebroken.",
        state=State.IN_REVIEW, technician=CARLA, previsit=Ago(days=4), visit=Ago(hours=4),
        extra_work=(("Tweede radiatorkraan zit ook vast, meteen vervangen", 14_500),),
        minutes_inside=14,
        pack=JobPack("Thermostaatknop af, pen gangbaar.", ("thermostaatknop M30",), 15),
        after=(AfterPhoto("radiator", WAITING),),
    ),
)  # fmt: skip

SENT_BACK: tuple[Repair, ...] = (
    Repair(
        home="Wilgenhof 19", fault="SIF1", reported=Ago(days=7),
        words="Sifon in de keuken lekt.",
        state=State.RETAKE, technician=FATIMA, previsit=Ago(days=4), visit=Ago(days=2, hours=1),
        minutes_inside=13,
        pack=JobPack("Rubber vergaan.", ("rubberset",), 15),
        after=(
            AfterPhoto(
                "pipe", Verdict.SENT_BACK, SendBackReason.TOO_DARK,
                "Te donker. Zet de lamp aan.",
            ),
        ),
    ),
    Repair(
        home="Kerkpad 13", fault="RAA1", reported=Ago(days=6),
        words="Raam sluit niet goed.",
        state=State.RETAKE, technician=JORIS, previsit=Ago(days=3), visit=Ago(days=1, hours=3),
        minutes_inside=33,
        pack=JobPack("Sluitwerk versleten.", ("raamboom",), 30),
        after=(
            AfterPhoto("window"),
            AfterPhoto(
                "window", Verdict.SENT_BACK, SendBackReason.UNFINISHED,
                "Onderaan zit nog een kier.",
            ),
        ),
    ),
)  # fmt: skip

CLOSED: tuple[Repair, ...] = (
    Repair(
        home="Beukenhof 4-2", fault="KRA1", reported=Ago(days=40),
        words="Kraan druppelt.",
        state=State.CLOSED, technician=TOM, previsit=Ago(days=36), visit=Ago(days=33),
        minutes_inside=18,
        pack=JobPack("Leertje versleten.", ("leertje 1/2\"",), 20),
        after=(AfterPhoto("tap"),),
    ),
    Repair(
        home="Parkzicht 17", fault="CVK3", reported=Ago(days=31),
        words="Ketel geeft te lage druk.",
        state=State.CLOSED, technician=CARLA, previsit=Ago(days=30), visit=Ago(days=28),
        minutes_inside=48,
        pack=JobPack("Expansievat leeg.", ("expansievat 12 l",), 45),
        after=(AfterPhoto("gauge"),),
    ),
    Repair(
        home="Veenkade 6", fault="ELE8", reported=Ago(days=29),
        words="Rookmelder piept.",
        state=State.CLOSED, technician=SANNE, previsit=Ago(days=27), visit=Ago(days=25),
        minutes_inside=11,
        pack=JobPack("Melder over datum.", ("rookmelder 10 jaar",), 15),
        after=(AfterPhoto("detector"),),
    ),
    Repair(
        home="Iepenweg 52", fault="AFV1", reported=Ago(days=27),
        words="Gootsteen verstopt.",
        state=State.CLOSED, technician=TOM, previsit=Ago(days=25), visit=Ago(days=24),
        minutes_inside=24,
        pack=JobPack("Vetprop in de sifon.", ("sifonring",), 20),
        after=(AfterPhoto("drain"),),
    ),
    Repair(
        home="Lindelaan 14", fault="RAD1", reported=Ago(days=26),
        words="Radiator wordt niet warm.",
        state=State.CLOSED, technician=CARLA, previsit=Ago(days=24), visit=Ago(days=22),
        minutes_inside=19,
        pack=JobPack("Pen zit vast.", ("thermostaatknop M30",), 20),
        after=(AfterPhoto("radiator"),),
    ),
    Repair(
        home="Schoolstraat 37", fault="TOI2", reported=Ago(days=24),
        words="Wc blijft lopen.",
        state=State.CLOSED, technician=TOM, previsit=Ago(days=22), visit=Ago(days=20),
        minutes_inside=14,
        pack=JobPack("Vlotter afgesteld, rubber nieuw.", ("bodemrubber",), 15),
        after=(AfterPhoto("toilet"),),
    ),
    Repair(
        home="Molenweg 7", fault="ELE4", reported=Ago(days=23),
        words="The socket in the bedroom is loose.",
        state=State.CLOSED, technician=SANNE, previsit=Ago(days=21), visit=Ago(days=19),
        minutes_inside=16,
        pack=JobPack("Klauwtjes los.", ("wandcontactdoos",), 20),
        after=(AfterPhoto("fitting"),),
    ),
    Repair(
        home="Dorpsstraat 88", fault="DEU5", reported=Ago(days=22),
        words="Scharnier van de kamerdeur is los.",
        state=State.CLOSED, technician=JORIS, previsit=Ago(days=19), visit=Ago(days=17),
        minutes_inside=13,
        pack=JobPack("Langere schroeven nodig.", ("schroeven 5 x 50",), 15),
        after=(AfterPhoto("lock"),),
    ),
    Repair(
        home="Wilgenhof 5", fault="KRA2", reported=Ago(days=20),
        words="Douchekraan loopt door.",
        state=State.CLOSED, technician=TOM, previsit=Ago(days=18), visit=Ago(days=16),
        minutes_inside=38,
        pack=JobPack("Mengkraan vervangen.", ("thermostaatkraan 15 cm",), 35),
        after=(AfterPhoto("tap"),),
    ),
    Repair(
        home="Marktplein 5-31", fault="RAA3", reported=Ago(days=19),
        words="Tocht bij het raam.",
        state=State.CLOSED, technician=JORIS, previsit=Ago(days=16), visit=Ago(days=14),
        minutes_inside=27,
        pack=JobPack("Tochtprofiel vergaan.", ("tochtprofiel 5 m",), 25),
        after=(AfterPhoto("window"),),
    ),
    Repair(
        home="Kerkpad 4", fault="WAT4", reported=Ago(days=18), report_photos=2,
        words="Lekkage door het plafond, komt van boven.",
        state=State.CLOSED, technician=TOM, previsit=Ago(days=18), visit=Ago(days=17),
        minutes_inside=74,
        pack=JobPack(
            "Afvoer bad boven lekte; plafond bijgewerkt.", ("afvoerkoppeling", "isolerende verf"),
            60,
        ),
        outsiders=(LetIn("Waterland Verzekeringen", May.VIEW),),
        after=(AfterPhoto("surface"),),
    ),
    Repair(
        home="Parkzicht 22", fault="DAK2", reported=Ago(days=17),
        words="The gutter is full of leaves and overflows.",
        state=State.CLOSED, technician=JORIS, visit=Ago(days=12), minutes_inside=4,
        pack=JobPack("Goot verstopt bij de afvoer.", ("bladvanger",), 40),
        after=(AfterPhoto("roof"),),
    ),
    Repair(
        home="Esdoornstraat 48", fault="TEG1", reported=Ago(days=30),
        words="Tegel in de douche gebarsten.",
        state=State.CLOSED, technician=JORIS, previsit=Ago(days=21), visit=Ago(days=11),
        minutes_inside=36,
        pack=JobPack("Eén tegel vervangen.", ("wandtegel 20 x 25", "voegmiddel"), 40),
        after=(AfterPhoto("surface"),),
    ),
    Repair(
        home="Beukenhof 2-1", fault="SIF1", reported=Ago(days=15),
        words="Kastje onder gootsteen is nat.",
        state=State.CLOSED, technician=TOM, previsit=Ago(days=13), visit=Ago(days=10),
        minutes_inside=21,
        pack=JobPack("Sifon vervangen.", ("bekersifon 5/4\"",), 20),
        after=(AfterPhoto("pipe"),),
    ),
)  # fmt: skip

CANCELLED: tuple[Repair, ...] = (
    Repair(
        home="Schoolstraat 22 B", fault="KRA3", reported=Ago(days=14),
        words="Kraan in de badkamer zit vol kalk.",
        state=State.CANCELLED,
        cancelled="Huurder heeft het zelf opgelost met azijn.",
    ),
    Repair(
        home="Veenkade 11", fault="AFV1", reported=Ago(days=10),
        words="Gootsteen loopt langzaam.",
        state=State.CANCELLED,
        cancelled="Huurder meldt dat het weer werkt.",
    ),
    Repair(
        home="Lindelaan 27 A", fault="ELE8", reported=Ago(days=21),
        words="Rookmelder piept.",
        state=State.CANCELLED, technician=SANNE,
        cancelled="Dubbel gemeld.",
    ),
)  # fmt: skip

REPAIRS: tuple[Repair, ...] = (
    *TOMS_DAY, *REPORTED, *incident.REPORTS, *PLANNED, *PREPARED, *INSIDE, *IN_REVIEW, *SENT_BACK,
    *CLOSED, *CANCELLED,
)  # fmt: skip

OTTOS_REPAIRS: tuple[Repair, ...] = (
    Repair(
        home="Uiterwaard 12", fault="KRA1", reported=Ago(days=2),
        words="De keukenkraan lekt.",
    ),
    Repair(
        home="Steenoven 17 A", fault="CVK1", reported=Ago(hours=6),
        words="Kaloryfer zimny. De verwarming is koud.",
    ),
    Repair(
        home="Uiterwaard 3", fault="DEU5", reported=Ago(days=6),
        words="Deur hangt scheef.",
        state=State.PLANNED, technician=BRAM, previsit=Soon(90),
    ),
    Repair(
        home="Steenoven 1", fault="TEG1", reported=Ago(days=20),
        words="Kapotte tegel in de douche.",
        state=State.CLOSED, technician=BRAM, previsit=Ago(days=15), visit=Ago(days=12),
        minutes_inside=29,
        pack=JobPack("Tegel vervangen.", ("wandtegel",), 30),
        after=(AfterPhoto("surface"),),
    ),
)  # fmt: skip
