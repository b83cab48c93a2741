"""Words by which spreadsheets name the register's coded values, in six languages, folded."""

from collections.abc import Mapping
from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|"))


SYNONYMS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "state": {
        "proposed": _words(
            "planned|proposal|in preparation|in planning|draft|applied|submitted|prospective|"
            "geplant|beantragt|in vorbereitung|in planung|entwurf|anbahnung|prevu|planifie|"
            "en preparation|propose|depose|gepland|in voorbereiding|aangevraagd|voorgesteld|"
            "planeado|previsto|em preparacao|proposto|submetido|kavandatud|plaanis|"
            "ettevalmistamisel|esitatud"
        ),
        "agreed": _words(
            "signed|approved|granted|accepted|vereinbart|unterzeichnet|bewilligt|genehmigt|"
            "convenu|signe|approuve|accorde|overeengekomen|ondertekend|goedgekeurd|toegekend|"
            "acordado|assinado|aprovado|kokku lepitud|allkirjastatud|solmitud|heaks kiidetud"
        ),
        "running": _words(
            "ongoing|active|current|in progress|open|laufend|aktiv|lauft|in kraft|en cours|actif|"
            "lopend|actief|in uitvoering|em curso|ativo|a decorrer|em vigor|em execucao|kaimas|"
            "kehtiv|jooksev|aktiivne|toos"
        ),
        "ended": _words(
            "closed|completed|finished|terminated|expired|past|done|beendet|abgeschlossen|"
            "ausgelaufen|erledigt|gekundigt|termine|clos|cloture|acheve|expire|afgesloten|"
            "beeindigd|afgerond|verlopen|concluido|terminado|encerrado|cessado|expirado|loppenud|"
            "lopetatud|aegunud"
        ),
    },
    "agreement_kind": {
        "none": _words(
            "no agreement|no|not yet|keine|kein|kein vertrag|noch keine|aucun|aucune|pas encore|"
            "geen|nog niet|nenhum|sem acordo|puudub|ei ole"
        ),
        "memorandum": _words(
            "mou|memorandum|letter of intent|loi|absichtserklarung|rahmenvereinbarung|"
            "protocole d entente|lettre d intention|intentieverklaring|memorando|"
            "memorando de entendimento|protocolo de intencoes|vastastikuse moistmise memorandum|"
            "uhiste kavatsuste protokoll"
        ),
        "cooperation": _words(
            "cooperation|collaboration agreement|kooperationsvertrag|kooperationsvereinbarung|"
            "kooperation|accord de cooperation|accord de collaboration|convention de cooperation|"
            "samenwerkingsovereenkomst|acordo de cooperacao|acordo de colaboracao|"
            "protocolo de cooperacao|koostooleping"
        ),
        "consortium": _words(
            "consortium|konsortialvertrag|konsortium|accord de consortium|"
            "consortiumovereenkomst|acordo de consorcio|consorcio|konsortsiumileping|konsortsium"
        ),
        "contract": _words(
            "contract|research contract|service contract|services|auftrag|forschungsauftrag|"
            "werkvertrag|dienstvertrag|contrat|contrat de recherche|prestation|"
            "onderzoeksovereenkomst|dienstverlening|opdracht|contrato|contrato de investigacao|"
            "prestacao de servicos|teenusleping|uurimisleping|tooovoleping"
        ),
        "grant": _words(
            "grant|funding agreement|zuwendung|zuwendungsbescheid|forderung|fordervertrag|"
            "subvention|convention de subvention|subsidie|subsidieovereenkomst|subvencao|"
            "acordo de subvencao|toetusleping|grandileping|toetus"
        ),
        "mobility": _words(
            "mobility|exchange|exchange agreement|hosting agreement|erasmus|scholarship|austausch|"
            "austauschvertrag|stipendium|gastvertrag|mobilite|echange|bourse|uitwisseling|beurs|"
            "mobilidade|intercambio|bolsa|vahetus|vahetusleping|stipendium"
        ),
        "data": _words(
            "mta|dta|data transfer|material transfer|data transfer agreement|"
            "material transfer agreement|datenubertragung|materialubertragung|"
            "transfert de donnees|transfert de materiel|transferencia de dados|andmeleping"
        ),
        "licence": _words(
            "licence|license|option|licensing|lizenz|lizenzvertrag|licentie|licenca|litsents|"
            "litsentsileping"
        ),
        "other": _words("miscellaneous|sonstige|sonstiges|andere|autre|overig|anders|outro|muu"),
    },
    "activities": {
        "joint": _words(
            "research|joint research|research project|project|collaborative research|forschung|"
            "gemeinsame forschung|forschungsprojekt|verbundforschung|recherche|projet|"
            "recherche conjointe|projet de recherche|onderzoek|onderzoeksproject|"
            "gezamenlijk onderzoek|investigacao|projeto|projeto de investigacao|teadus|uurimistoo|"
            "teadusprojekt|uhisprojekt"
        ),
        "contract": _words(
            "contract research|services|auftragsforschung|dienstleistung|"
            "recherche contractuelle|prestation|contractonderzoek|dienstverlening|"
            "prestacao de servicos|lepinguline uurimistoo|teenus"
        ),
        "mobility": _words(
            "mobility|exchange|exchanges|guest researchers|visiting researchers|scholarships|"
            "erasmus|austausch|gastwissenschaftler|stipendien|mobilite|echange|echanges|"
            "uitwisseling|mobiliteit|mobilidade|intercambio|mobiilsus|vahetus"
        ),
        "centre": _words(
            "joint lab|joint laboratory|joint centre|chair|gemeinsames labor|stiftungsprofessur|"
            "laboratoire commun|chaire|gezamenlijk lab|leerstoel|laboratorio conjunto|uhislabor"
        ),
        "infra": _words(
            "infrastructure|access to infrastructure|research infrastructure|infrastruktur|"
            "forschungsinfrastruktur|infrastructuur|infraestrutura|taristu"
        ),
        "data": _words(
            "data|data sharing|sample sharing|samples|daten|datenaustausch|proben|donnees|"
            "partage de donnees|echantillons|gegevens|gegevensdeling|dados|partilha de dados|"
            "andmed|andmete jagamine"
        ),
        "teach": _words(
            "teaching|education|training|double degree|joint degree|lehre|ausbildung|"
            "doppelabschluss|enseignement|formation|double diplome|onderwijs|ensino|formacao|ope|"
            "oppetoo|haridus"
        ),
        "event": _words(
            "event|conference|visit|delegation|workshop|veranstaltung|konferenz|tagung|besuch|"
            "evenement|conference|visite|evenement|conferentie|bezoek|evento|conferencia|visita|"
            "uritus|konverents|visiit"
        ),
    },
    "technology_areas": {
        "ai": _words(
            "ai|machine learning|kunstliche intelligenz|ki|intelligence artificielle|ia|"
            "kunstmatige intelligentie|inteligencia artificial|tehisintellekt|tehisaru"
        ),
        "semi": _words(
            "semiconductors|semiconductor|microelectronics|chips|halbleiter|mikroelektronik|"
            "semi conducteurs|halfgeleiders|semicondutores|pooljuhid"
        ),
        "quantum": _words(
            "quantum technologies|quantum technology|quanten|quantentechnologie|"
            "quantentechnologien|quantique|kwantum|quantumtechnologie|quantica|kvant|"
            "kvanttehnoloogia"
        ),
        "bio": _words(
            "biotech|biotechnologies|biotechnologie|biotechnologien|biotecnologia|biotehnoloogia"
        ),
        "conn": _words(
            "connectivity|digital|navigation|cyber|cybersecurity|5g|6g|konnektivitat|connectivite|"
            "connectiviteit|conectividade|uhenduvus"
        ),
        "sensing": _words(
            "sensing|sensors|sensor|sensorik|capteurs|sensoren|sensores|andurid|sensortehnoloogia"
        ),
        "space": _words(
            "space|propulsion|aerospace|raumfahrt|weltraum|luft und raumfahrt|espace|spatial|"
            "ruimtevaart|ruimte|espaco|kosmos"
        ),
        "energy": _words("energy|energie|energia|energietechnologien|energeetika"),
        "robot": _words(
            "robotics|robots|drones|autonomous systems|robotik|autonome systeme|robotique|"
            "robotica|robootika"
        ),
        "mat": _words(
            "materials|advanced materials|manufacturing|recycling|material|materialien|werkstoffe|"
            "fertigung|materiaux|materialen|materiais|materjalid"
        ),
    },
    "partner_kinds": {
        "uni": _words(
            "university|universities|higher education|hes|universitat|hochschule|universite|"
            "universiteit|hogeschool|universidade|ulikool"
        ),
        "rto": _words(
            "institute|research institute|rec|research organisation|forschungsinstitut|institut|"
            "institut de recherche|onderzoeksinstituut|instituut|instituto|"
            "instituto de investigacao|teadusasutus"
        ),
        "company": _words(
            "companies|private|enterprise|industry|prc|firma|unternehmen|entreprise|bedrijf|"
            "empresa|ettevote|firma"
        ),
        "public": _words(
            "public|public body|authority|government|pub|behorde|offentlich|organisme public|"
            "overheid|entidade publica|avalik asutus"
        ),
        "ngo": _words("foundation|association|stiftung|verein|fondation|stichting|fundacao|sa"),
        "defsec": _words("defence|military|police|militar|verteidigung|defense|defensie|defesa"),
        "unknown": _words("unknown|other|oth|unbekannt|inconnu|onbekend|desconhecido|teadmata"),
    },
}
