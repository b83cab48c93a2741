"""Words that spreadsheets use as headings, in six languages, for the fields of the register.

Written folded: without accents, in small letters, single spaces. A field's earlier words are no
better than its later ones; the order of the fields is the order in which words inside a longer
heading are looked for, the telling ones first ("Partner country" is a country, not a partner).
"""

from collections.abc import Mapping
from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|"))


HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "partner_ror_ids": _words("ror|ror id|ror ids|ror nummer|ror code"),
    "partner_pics": _words(
        "pic|pics|pic number|pic code|pic nummer|participant identification code|"
        "participant code|code participant"
    ),
    "partner_websites": _words(
        "website|web site|websites|homepage|url|web|webseite|internetadresse|site web|site|"
        "kodulehekulg|koduleht|pagina web|sitio web|sito"
    ),
    "partner_countries": _words(
        "country|countries|country code|land|lander|staat|herkunftsland|partnerland|pays|"
        "landen|pais|paises|riik|riigid|paese|nation"
    ),
    "partner_cities": _words(
        "city|cities|town|place|ort|stadt|sitz|ville|lieu|siege|stad|plaats|cidade|"
        "localidade|linn|asukoht|ciudad|citta"
    ),
    "partner_kinds": _words(
        "kind of organisation|kinds of the partners|type of organisation|organisation type|"
        "organization type|partner type|type of partner|partnertyp|art der organisation|"
        "organisationstyp|type d organisation|type de partenaire|soort organisatie|type partner|"
        "tipo de organizacao|tipo de parceiro|organisatsiooni liik|partneri liik"
    ),
    "agreement_signed_on": _words(
        "signed on|signed|signature|signature date|date signed|date of signature|"
        "date of agreement|agreement date|unterzeichnet|unterzeichnet am|unterschrift|"
        "unterzeichnung|datum der unterzeichnung|vertragsdatum|signe le|date de signature|"
        "ondertekend|ondertekend op|datum ondertekening|assinado em|data de assinatura|"
        "data da assinatura|allkirjastatud|allkirjastamise kuupaev|fecha de firma"
    ),
    "starts_on": _words(
        "start|starts|starts on|start date|begin|begins|begin date|from|valid from|beginn|anfang|"
        "von|startdatum|laufzeit von|projektbeginn|vertragsbeginn|debut|date de debut|du|"
        "begindatum|aanvang|aanvangsdatum|van|inicio|data de inicio|data inicio|algus|"
        "alguskuupaev|alates|fecha de inicio|inizio|start year"
    ),
    "ends_on": _words(
        "end|ends|ends on|end date|until|to|till|valid until|expiry|expiry date|expires|"
        "closing date|ende|bis|enddatum|laufzeit bis|laufzeitende|projektende|vertragsende|fin|"
        "date de fin|au|einde|einddatum|tot|fim|data de fim|data fim|termo|data de termo|lopp|"
        "loppkuupaev|kuni|fecha de fin|fine"
    ),
    "funding_currency": _words(
        "currency|funding currency|wahrung|devise|monnaie|valuta|munt|moeda|moneda|vaaluta|valuuta"
    ),
    "funding_source": _words(
        "source of funding|funding source|funded by|funder|funding body|programme|program|"
        "funding programme|funding scheme|sponsor|donor|mittelgeber|forderer|geldgeber|"
        "fordermittelgeber|finanzierungsquelle|forderprogramm|drittmittelgeber|"
        "source de financement|financeur|bailleur|financier|financieringsbron|subsidiegever|"
        "programma|fonte de financiamento|financiador|entidade financiadora|rahastaja|"
        "rahastusallikas|rahastamisallikas"
    ),
    "funding_amount": _words(
        "funding|amount|budget|sum|volume|value|total funding|funding amount|contract value|"
        "total cost|ec contribution|grant|fordersumme|summe|betrag|fordervolumen|budget eur|"
        "mittel|drittmittel|finanzierung|hohe|montant|financement|bedrag|financiering|subsidie|"
        "montante|valor|financiamento|orcamento|summa|rahastus|eelarve|importe"
    ),
    "technology_areas": _words(
        "eu critical technology areas|technology area|technology areas|critical technology|"
        "critical technologies|critical technology area|technology|technologies|tech area|"
        "technologiebereich|technologiefeld|technologiefelder|kritische technologie|"
        "kritische technologien|technologie|domaine technologique|domaines technologiques|"
        "technologies critiques|technologiegebied|kritieke technologie|technologiegebieden|"
        "area tecnologica|areas tecnologicas|tecnologias criticas|tehnoloogiavaldkond|"
        "tehnoloogiavaldkonnad|kriitiline tehnoloogia"
    ),
    "activities": _words(
        "activities|activity|type of activity|kind of activity|type of cooperation|"
        "kind of cooperation|form of cooperation|cooperation type|type of collaboration|"
        "collaboration type|aktivitat|aktivitaten|art der kooperation|art der zusammenarbeit|"
        "kooperationsform|kooperationsart|activite|activites|type de cooperation|"
        "type de collaboration|activiteit|activiteiten|soort samenwerking|vorm van samenwerking|"
        "atividade|atividades|tipo de cooperacao|tipo de colaboracao|tegevus|tegevused|"
        "koostoo liik|koostoo vorm"
    ),
    "agreement_kind": _words(
        "agreement|agreement type|type of agreement|kind of agreement|contract type|contract|"
        "type of contract|legal basis|instrument|vertrag|vertragsart|vertragstyp|"
        "art des vertrags|vereinbarung|art der vereinbarung|accord|type d accord|contrat|"
        "type de contrat|convention|overeenkomst|soort overeenkomst|type overeenkomst|acordo|"
        "tipo de acordo|contrato|tipo de contrato|protocolo|leping|lepingu liik|lepingu tuup"
    ),
    "state": _words(
        "state|status|stage|phase|zustand|stand|projektstatus|vertragsstatus|statut|etat|"
        "toestand|estado|situacao|olek|staatus|seisund|stato"
    ),
    "responsible": _words(
        "responsible researcher|responsible|responsible person|contact|contact person|"
        "principal investigator|pi|lead|project lead|project leader|researcher|coordinator|"
        "local contact|verantwortlich|verantwortliche|verantwortliche person|verantwortlicher|"
        "ansprechpartner|ansprechperson|ansprechpartnerin|projektleitung|projektleiter|"
        "projektleiterin|leitung|responsable|responsable scientifique|chercheur|"
        "porteur du projet|verantwoordelijke|verantwoordelijk onderzoeker|projectleider|"
        "onderzoeker|contactpersoon|responsavel|investigador responsavel|investigador|"
        "investigador principal|vastutaja|vastutav taitja|vastutav teadlane|projektijuht|"
        "kontaktisik"
    ),
    "unit": _words(
        "unit|department|faculty|school|institute|division|section|chair|organisational unit|"
        "host department|einheit|abteilung|fakultat|fachbereich|institut|lehrstuhl|"
        "organisationseinheit|unite|departement|faculte|laboratoire|composante|eenheid|afdeling|"
        "faculteit|vakgroep|departament|unidade|departamento|faculdade|unidade organica|uksus|"
        "osakond|teaduskond|instituut|struktuuriuksus|facultad"
    ),
    "benefit": _words(
        "benefit statement|benefit|benefits|purpose|justification|expected benefit|rationale|"
        "nutzen|nutzen der kooperation|begrundung|zweck|mehrwert|benefice|benefices|interet|"
        "justificatif|nut|voordeel|voordelen|doel|meerwaarde|onderbouwing|beneficio|beneficios|"
        "justificacao|finalidade|kasu|kasulikkus|eesmark|pohjendus"
    ),
    "reference": _words(
        "reference|your reference|our reference|reference number|ref|ref no|ref number|id|"
        "project id|project number|project no|grant number|grant agreement|"
        "grant agreement number|contract number|contract no|agreement number|file number|"
        "record number|number|no|nr|aktenzeichen|az|geschaftszeichen|referenz|projektnummer|"
        "projekt nr|projekt id|kennzeichen|vertragsnummer|vorgangsnummer|nummer|lfd nr|"
        "reference interne|numero|n|numero de projet|numero de contrat|numero de dossier|"
        "referentie|kenmerk|dossiernummer|projectnummer|contractnummer|referencia|"
        "numero do projeto|numero de processo|viide|viitenumber|projekti number|lepingu number|"
        "lepingu nr|registrinumber"
    ),
    "title": _words(
        "title|project|project title|project name|name of project|topic|subject|description|"
        "partnership|cooperation|collaboration|titel|projekt|projekttitel|projektname|thema|"
        "bezeichnung|kooperation|vorhaben|beschreibung|titre|intitule|projet|nom du projet|"
        "titre du projet|sujet|objet|cooperation scientifique|project titel|projecttitel|"
        "projectnaam|onderwerp|omschrijving|samenwerking|titulo|projeto|titulo do projeto|"
        "nome do projeto|designacao|assunto|cooperacao|pealkiri|nimetus|projekti nimi|"
        "projekti pealkiri|teema|koostoo"
    ),
    "partners": _words(
        "partner|partners|partner name|name of partner|partner institution|"
        "partner institutions|partner organisation|partner organization|partner university|"
        "foreign partner|institution|organisation|organization|cooperation partner|"
        "collaborator|counterpart|partnereinrichtung|partnerinstitution|partnerorganisation|"
        "partnerhochschule|kooperationspartner|projektpartner|einrichtung|vertragspartner|"
        "partenaire|partenaires|nom du partenaire|etablissement|etablissement partenaire|"
        "institution partenaire|organisme|partnerinstelling|partnerorganisatie|instelling|"
        "organisatie|naam partner|samenwerkingspartner|parceiro|parceiros|nome do parceiro|"
        "instituicao|instituicao parceira|entidade parceira|partneri nimi|partnerid|"
        "partnerasutus|koostoopartner|koostoopartnerid|asutus|organisatsioon|socio|socios"
    ),
}

SECOND_LINE: Final[frozenset[str]] = frozenset(
    _words(
        "name|country|city|ror|ror id|pic|website|from|to|until|start|end|begin|number|no|nr|"
        "title|amount|currency|source|date|kind|type|state|land|ort|stadt|von|bis|beginn|ende|"
        "nummer|titel|betrag|wahrung|quelle|datum|art|status|nom|pays|ville|du|au|debut|fin|"
        "montant|devise|naam|plaats|van|tot|bedrag|valuta|nome|pais|cidade|inicio|fim|valor|"
        "moeda|nimi|riik|linn|algus|lopp|summa|valuuta|kuupaev|code|id|unit|person|leitung"
    )
)
"""Words of a second heading line, which stands under a heading that spans several columns."""

OWN_ONLY: Final = (
    "appraisal_state",
    "outcome",
    "registered_at",
    "registered_by",
    "updated_at",
)
"""Columns of Ajar's own export that only tell: what they say is found out in Ajar."""
