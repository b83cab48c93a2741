"""Invented names and topics for the demonstration. No organisation here exists."""

from typing import Final

PLACES: Final[dict[str, tuple[str, ...]]] = {
    # Invented towns by ISO code; at least one country of every continent has several.
    "AR": ("Las Alamedas", "Puerto Sauce"),
    "AU": ("Wattlebrook", "Port Ellery"),
    "BR": ("Serra Dourada", "Vila Jacaranda", "Porto Ipê"),
    "CA": ("Lac-aux-Bouleaux", "Maple Narrows", "Fort Tamarack"),
    "CH": ("Steinwil", "Vernières"),
    "CL": ("Punta Alerce",),
    "CN": ("Lanshui", "Qinghe New District", "Yunmen"),
    "CO": ("Santa Guadua",),
    "EG": ("Madinat al-Nakhl",),
    "ET": ("Debre Wenz",),
    "GB": ("Ashcombe", "Northwick-on-Tyde", "Carrowdale"),
    "GE": ("Tsqaroni",),
    "GH": ("Nsuta Hills",),
    "ID": ("Tanjung Melati", "Kota Cendana"),
    "IL": ("Givat Alon",),
    "IN": ("Suryapura", "Chandanagar", "Nilavati"),
    "IR": ("Shahr-e Golha",),
    "IS": ("Grjótavík",),
    "JP": ("Midorizawa", "Aoishima"),
    "KE": ("Mto Mawe", "Olkeri"),
    "KR": ("Haneulsan", "Baramho"),
    "KZ": ("Aksarai",),
    "MA": ("Aïn Zitoun",),
    "MX": ("San Telmo del Río", "Villa Nopal"),
    "MY": ("Bandar Seroja",),
    "NG": ("Oke-Iroko", "New Zaria Park"),
    "NO": ("Nordfjære",),
    "NZ": ("Kauri Bay",),
    "PE": ("Valle Queñua",),
    "PK": ("Gulistanabad",),
    "RS": ("Lipovgrad",),
    "RU": ("Berezogorsk",),
    "SA": ("Wahat al-Rimal",),
    "SG": ("Tanah Hijau",),
    "TH": ("Ban Lamduan",),
    "TN": ("Sidi Zaytun",),
    "TR": ("Yeşilova Park",),
    "TW": ("Qingtan",),
    "UA": ("Kalynivka Hory",),
    "US": ("Cedar Falls Junction", "Port Harlan", "Mesa Linda", "Lake Winnetoka"),
    "UY": ("Colonia Ceibo",),
    "VN": ("Sông Lam Park",),
    "ZA": ("Protea Heights", "Rooiberg"),
}

FIELDS: Final = (
    "Applied Physics",
    "Marine Science",
    "Public Health",
    "Robotics",
    "Energy Systems",
    "Advanced Materials",
    "Agronomy",
    "Data Science",
    "Photonics",
    "Archaeology",
    "Microelectronics",
    "Molecular Biology",
)

PATTERNS: Final = (
    # (name, kind)
    ("{place} University", "uni"),
    ("{place} Institute of Technology", "uni"),
    ("National Institute of {field}, {place}", "rto"),
    ("{place} Research Centre for {field}", "rto"),
    ("{place} {field} Works", "company"),
    ("{field} Ventures {place}", "company"),
    ("Regional Agency for {field}, {place}", "public"),
    ("{place} Foundation for {field}", "ngo"),
)

SECURITY_PATTERN: Final = ("Academy of Security Studies, {place}", "defsec")

TOPICS: Final[dict[str, tuple[str, ...]]] = {
    "": (
        "Coastal erosion and sediment transport",
        "Medieval trade routes and their archives",
        "Maternal health in rural districts",
        "Drought-tolerant cereals",
        "Comparative constitutional law",
        "Endangered languages and oral literature",
        "Urban heat and public space",
        "Freshwater biodiversity",
        "Teacher education exchange",
        "Number theory and algebraic geometry",
        "Migration and labour markets",
        "Conservation of wall paintings",
        "Infectious disease modelling",
        "Soil carbon in managed forests",
    ),
    "ai": (
        "Explainable models for medical imaging",
        "Language models for low-resource languages",
        "Machine learning for grid forecasting",
        "Computer vision for road safety",
    ),
    "semi": ("Wide-bandgap power devices", "Design automation for mixed-signal chips"),
    "quantum": ("Quantum sensing with colour centres", "Error mitigation on small processors"),
    "bio": ("Gene editing in crop plants", "Structure of viral proteases", "Biobank methods"),
    "conn": ("Low-power wide-area networks", "Resilient satellite navigation"),
    "sensing": ("Hyperspectral sensing of water quality", "Distributed acoustic sensing"),
    "space": ("Electric propulsion for small satellites", "Space weather forecasting"),
    "energy": ("Perovskite tandem cells", "Hydrogen storage in metal hydrides"),
    "robot": ("Autonomous inspection of bridges", "Soft grippers for agriculture"),
    "mat": ("High-entropy alloys", "Recycling of composite blades", "Graphene membranes"),
}

FRAMES: Final = (
    "{topic}",
    "{topic}: joint doctoral programme",
    "{topic}: exchange of researchers",
    "{topic}: shared data platform",
    "Framework agreement on {topic_lower}",
    "{topic}, second phase",
)

FUNDING_SOURCES: Final = (
    "Horizon Europe",
    "National research council",
    "Own budget",
    "Partner's national science foundation",
    "Industry contract",
    "Philanthropic foundation",
)

BENEFITS: Final = (
    "Access to field sites and long time series that the group could not collect alone.",
    "Complementary instruments: the partner prepares samples, we measure them.",
    "Training of doctoral candidates on both sides and three joint publications a year.",
    "The partner's clinical network doubles the size of the study.",
    "A shared code base that is open and maintained by both groups.",
)

FUNCTIONS: Final = (
    "chair.{n}@{domain}",
    "project-office@{domain}",
    "lab.{n}@{domain}",
    "Head of research group {n}",
)
