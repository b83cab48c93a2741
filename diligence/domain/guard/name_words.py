"""Words around names: titles, particles, and what makes a name that of no person."""

from typing import Final


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split())


TITLES: Final = frozenset(
    _listed("""
    bc catedrático csc dekan dhr dna doamna doamnul docent doctor doktor domnul dott dottoressa
    dottssa dr dra drs frau fru fröken frøken gospa gospod gospodin gospođa hab herr härra ing
    inż judr kisasszony kundze kungs madam madame maître meneer mevr mevrouw mgr miss mlle mme
    monsieur mr mrs ms mudr mvdr paedr pan pani paní phdr ponas ponia prof profesor profesora
    profesore profesorius profesorka profesors profesorė professeur professeure professeurin
    professor professore professoressa professori professorin proua pán rektor rndr señor señora
    signor signora sinjura sir sr sra srta thdr tuasal úr δρ κα καθ καθηγήτρια καθηγητής κος
    κυρία κύριος г-жа г-н господин госпожа д-р доц инж проф
""")
)
TITLES_IN_LOWER_CASE: Final = frozenset(
    _listed("""
    bc dhr dott dr dra drs frau hab herr ing inż judr madame mevr mgr mlle mme monsieur mr mrs
    ms mudr phdr prof rndr señor señora signor signora sr sra srta δρ καθ г-жа г-н д-р доц инж
    проф
""")
)
"""Titles that are written without a capital as well."""
PARTICLES: Final = frozenset(
    _listed("""
    't af al bin da das de del della delle den der di dos du el ibn ten ter van vom von ’t
""")
)
"""Small words inside a name."""
HOUSES: Final = _listed("""
    academ accadem ag agency akadem archiv association bibliothe bv cent centr clinic colegio
    college collège commission committee company consort corp council department egyetem escola
    escuela facult fakult fond fondation fondazione foundation fund fundación fundacja fundação
    főiskol gemeinschaft gesellschaft gmbh group gruppe gymnas haus hochschul hogeschool
    hospital house högskol inc institu instytut inštitút klinik kolleg lab laborato library
    liceum limited ltd lycée ministr museo museum musée observator ospedale partners politec
    politech polytech s.a school schule scuola society stichting stiftelse stiftung sveučiliš
    szkoł säätiö teatr technolog theat univ universi univerz univerzita uniwers verein villa
    virasto yliopisto zentrum école ústav ülikool škola ινστιτ πανεπιστ академ институт уни
    универс
""")
"""Beginnings of words for organisations."""
EPONYMS: Final = _listed("""
    action agreement airport algebra algorithm approach avenue award bay boson bridge building
    calle campus cell chair city cohort collection conjecture convention county cup day
    declaration disease distribution dynamics effect equation fellow festival field filter
    framework function gleichung grant graph hall horizon index inference initiative island
    kernel lake law lecture lemma machine matrix medal method methode microscop mission model
    mountain network number paradox particle platz preis premio press principle prix prize
    problem process program programme projec project projekt protocol province region regression
    river road rue satellite scale scattering scheme scholarship sea series simulation
    sklodowska skłodowska software space spectrosc statistic stipend strasse straße street study
    syndrome system telescope test theor transform treaty trial valley verlag via war
""")
"""Beginnings of words for what is called after somebody."""
NEVER: Final = frozenset(
    _listed("""
    a abstract ai all also am an and and/or annex april are article as at att auf august aus
    avec background bei bij both bsc but by central ceo chapter con conclusions cto dans das de
    december dem den der des dezember die do doc du e each east eastern een ein eine einer el en
    engineering et eu europe european februar february figure first for friday from för für gli
    he her het his horizon how however i if il im in international introduction iot is it its
    januar january juli july june juni la las last le les lo los mai march may mba med met
    methods mit ml monday more moreover most msc märz na nach national nel new next no north
    northern not november o objective objectives och october oder of og oktober on one op option
    or oraz ou our package par para part per phase phd por pour research results saturday
    science sciences se second section september she south southern step su sunday sur table
    technology that the their then these they this those three thursday thus til to tuesday two
    un und une union van version von voor w was we wednesday were west western what when where
    which who why with work y yes you your z zum zur über
""")
)
"""Never part of a person's name."""
AMBIGUOUS: Final = frozenset(
    _listed("""
    ada adria ali alma alpha amber angel apollo april ara archer asia asta athena atlas august
    aurora austin baron beni beta bishop brain brook brooke brown buck buddy carolina carter
    cash charlotte chase chelsea cheyenne christian clemence clement cliff colon columbus
    constance cooper cruz crystal cyril daisy dakota dale darwin dawn dean dell delta destiny
    diana drew duke dusty earl earnest eden edison elba elea ema erasmus ernest faith flint
    flora florence ford forest frank franklin gaia gene genesis german ginger glen glenn gloria
    golden grace grant gray harmony hazel heath heather hera holly hunter iris ivy jackson jade
    jasmine jean joy june justice kai kay kelvin king kira lambert lance lee leonardo liberty
    lily lincoln link london luna luther madison mai marina marine mark mars mason max maxwell
    melody mercy milan miles minerva misty nelson newton noa noble noor nova ola ole olive paige
    paris parker pat patience pearl penny phoenix piper porter prince prudence ray reed regina
    reid reto rhea river rocky rod royal ruby sage saint sandy savannah sawyer serenity sesar
    silver sina skye sofia sole sonny sophia stella sterling stone sunny sydney tara taylor
    trinity turner tyler ulysses unique venus vera vesta villa violet vita viva wade wanda ward
    wing yan
""")
)
"""Given names that are also a word, a place or a programme: alone they tell nothing."""
FAMILY: Final = frozenset(
    _listed("""
    bui chen choi cui dang deng duan duong gao guo hao hayashi hoang hou hoàng huang huynh hwang
    ikeda inoue jeong jiang kang kato kim kimura kobayashi kwon lei liang liu lu luo matsumoto
    meng nakamura nguyen nguyễn peng pham phạm qian qiu sasaki sato satō shao shen shimizu
    suzuki takahashi tan tanaka tian tran trần wang watanabe wei wu xiao xie xiong xu xue
    yamaguchi yamamoto yamazaki yao yoon yoshida zhang zhao zheng zhong zhou zhu
""")
)
"""Family names by which a person is told where the given name is on no list."""
ABBREVIATIONS: Final = ("us", "uk", "eu", "un", "ie", "eg", "zb", "phd", "ca", "pr")
"""Initials that are none."""
SPECIES: Final = frozenset(
    _listed("""
    aeruginosa aureus cerevisiae coli elegans falciparum melanogaster sapiens subtilis thaliana
    tuberculosis
""")
)
"""What stands after the initial of a genus."""
