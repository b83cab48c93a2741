"""Names of countries and territories, language by language (Unicode CLDR, short forms).

Parentheses and articles are left out. Written by `scripts/country-names`.
"""

from collections.abc import Mapping
from typing import Final

NAMES: Final[Mapping[str, str]] = {
    "fi": """
Afganistan; Ahvenanmaa; Alankomaat; Albania; Algeria; Amerikan Samoa; Andorra; Angola; Anguilla;
Antigua ja Barbuda; Arabiemiirikunnat; Argentiina; Armenia; Aruba; Australia; Azerbaidžan; Bahama;
Bahrain; Bangladesh; Barbados; Belgia; Belize; Benin; Bermuda; Bhutan; Bolivia; Bosnia ja
Hertsegovina; Botswana; Brasilia; Brittiläiset Neitsytsaaret; Brunei; Bulgaria; Burkina Faso;
Burundi; Caymansaaret; Chile; Cookinsaaret; Costa Rica; Curaçao; Djibouti; Dominica;
Dominikaaninen tasavalta; Ecuador; Egypti; El Salvador; Eritrea; Espanja; Eswatini; Etelä-Afrikka;
Etelä-Korea; Etelä-Sudan; Etiopia; Falklandinsaaret; Fidži; Filippiinit; Färsaaret; Gabon; Gambia;
Georgia; Ghana; Gibraltar; Grenada; Grönlanti; Guadeloupe; Guam; Guatemala; Guernsey; Guinea;
Guinea-Bissau; Guyana; Haiti; Honduras; Hongkong; Huippuvuoret ja Jan Mayen; Indonesia; Intia;
Irak; Iran; Irlanti; Islanti; Iso-Britannia; Israel; Italia; Itä-Timor; Itävalta; Jamaika; Japani;
Jemen; Jersey; Jordania; Joulusaari; Kambodža; Kamerun; Kanada; Kap Verde; Karibian Alankomaat;
Kazakstan; Kenia; Keski-Afrikan tasavalta; Kiina; Kirgisia; Kiribati; Kolumbia; Komorit; Kongon
demokraattinen tasavalta; Kongon tasavalta; Kookossaaret; Kosovo; Kreikka; Kroatia; Kuuba; Kuwait;
Kypros; Laos; Latvia; Lesotho; Libanon; Liberia; Libya; Liechtenstein; Liettua; Luxemburg;
Länsi-Sahara; Madagaskar; Malawi; Malediivit; Malesia; Mali; Malta; Mansaari; Marokko;
Marshallinsaaret; Martinique; Mauritania; Mauritius; Mayotte; Meksiko; Mikronesia; Moldova;
Monaco; Mongolia; Montenegro; Montserrat; Mosambik; Myanmar; Namibia; Nauru; Nepal; Nicaragua;
Niger; Nigeria; Niue; Norfolkinsaari; Norja; Norsunluurannikko; Oman; Pakistan; Palau;
Palestiinalaisalue; Panama; Papua-Uusi-Guinea; Paraguay; Peru; Pitcairn; Pohjois-Korea;
Pohjois-Makedonia; Pohjois-Mariaanit; Portugali; Puerto Rico; Puola; Päiväntasaajan Guinea; Qatar;
Ranska; Ranskan Guayana; Ranskan Polynesia; Romania; Ruanda; Ruotsi; Réunion; Saint Helena; Saint
Kitts ja Nevis; Saint Lucia; Saint Vincent ja Grenadiinit; Saint-Barthélemy; Saint-Martin;
Saint-Pierre ja Miquelon; Saksa; Salomonsaaret; Sambia; Samoa; San Marino; Saudi-Arabia; Senegal;
Serbia; Seychellit; Sierra Leone; Singapore; Sint Maarten; Slovakia; Slovenia; Somalia; Sri Lanka;
Sudan; Suomi; Suriname; Sveitsi; Syyria; São Tomé ja Príncipe; Tadžikistan; Taiwan; Tansania;
Tanska; Thaimaa; Togo; Tokelau; Tonga; Trinidad ja Tobago; Tunisia; Turkki; Turkmenistan; Turks-
ja Caicossaaret; Tuvalu; Tšad; Tšekki; Uganda; Ukraina; Unkari; Uruguay; Uusi-Kaledonia;
Uusi-Seelanti; Uzbekistan; Valko-Venäjä; Vanuatu; Vatikaani; Venezuela; Venäjä; Vietnam; Viro;
Wallis ja Futuna; Yhdysvallat; Yhdysvaltain Neitsytsaaret; Zimbabwe
""",
    "fr": """
Afghanistan; Afrique du Sud; Albanie; Algérie; Allemagne; Andorre; Angola; Anguilla;
Antigua-et-Barbuda; Arabie saoudite; Argentine; Arménie; Aruba; Australie; Autriche; Azerbaïdjan;
Bahamas; Bahreïn; Bangladesh; Barbade; Belgique; Belize; Bermudes; Bhoutan; Biélorussie; Bolivie;
Bosnie-Herzégovine; Botswana; Brunei; Brésil; Bulgarie; Burkina Faso; Burundi; Bénin; Cambodge;
Cameroun; Canada; Cap-Vert; Chili; Chine; Chypre; Colombie; Comores; Congo-Brazzaville;
Congo-Kinshasa; Corée du Nord; Corée du Sud; Costa Rica; Croatie; Cuba; Curaçao; Côte d'Ivoire;
Danemark; Djibouti; Espagne; Estonie; Eswatini; Fidji; Finlande; France; Gabon; Gambie; Ghana;
Gibraltar; Grenade; Groenland; Grèce; Guadeloupe; Guam; Guatemala; Guernesey; Guinée; Guinée
équatoriale; Guinée-Bissau; Guyana; Guyane française; Géorgie; Haïti; Honduras; Hong Kong;
Hongrie; Inde; Indonésie; Irak; Iran; Irlande; Islande; Israël; Italie; Jamaïque; Japon; Jersey;
Jordanie; Kazakhstan; Kenya; Kirghizstan; Kiribati; Kosovo; Koweït; La Réunion; Laos; Lesotho;
Lettonie; Liban; Liberia; Libye; Liechtenstein; Lituanie; Luxembourg; Macédoine du Nord;
Madagascar; Malaisie; Malawi; Maldives; Mali; Malte; Maroc; Martinique; Mauritanie; Mayotte;
Mexique; Micronésie; Moldavie; Monaco; Mongolie; Montserrat; Monténégro; Mozambique; Myanmar;
Namibie; Nauru; Nicaragua; Niger; Nigeria; Niue; Norvège; Nouvelle-Calédonie; Nouvelle-Zélande;
Népal; Oman; Ouganda; Ouzbékistan; Pakistan; Palaos; Panama; Papouasie-Nouvelle-Guinée; Paraguay;
Pays-Bas; Pays-Bas caribéens; Philippines; Pologne; Polynésie française; Porto Rico; Portugal;
Pérou; Qatar; Roumanie; Royaume-Uni; Russie; Rwanda; République centrafricaine; République
dominicaine; Sahara occidental; Saint-Barthélemy; Saint-Christophe-et-Niévès; Saint-Marin;
Saint-Martin; Saint-Pierre-et-Miquelon; Saint-Vincent-et-les Grenadines; Sainte-Hélène;
Sainte-Lucie; Salvador; Samoa; Samoa américaines; Sao Tomé-et-Principe; Serbie; Seychelles; Sierra
Leone; Singapour; Slovaquie; Slovénie; Somalie; Soudan; Soudan du Sud; Sri Lanka; Suisse;
Suriname; Suède; Svalbard et Jan Mayen; Syrie; Sénégal; Tadjikistan; Tanzanie; Taïwan; Tchad;
Tchéquie; Territoires palestiniens; Thaïlande; Timor oriental; Togo; Tokelau; Tonga;
Trinité-et-Tobago; Tunisie; Turkménistan; Turquie; Tuvalu; Ukraine; Uruguay; Vanuatu; Venezuela;
Viêt Nam; Wallis-et-Futuna; Yémen; Zambie; Zimbabwe; Égypte; Émirats arabes unis; Équateur;
Érythrée; État de la Cité du Vatican; États-Unis; Éthiopie; Île Christmas; Île Norfolk; Île de
Man; Îles Caïmans; Îles Cocos; Îles Cook; Îles Féroé; Îles Malouines; Îles Mariannes du Nord; Îles
Marshall; Îles Pitcairn; Îles Salomon; Îles Turques-et-Caïques; Îles Vierges britanniques; Îles
Vierges des États-Unis; Îles Åland
""",
    "ga": """
Aetóip; Afganastáin; Afraic Theas; Ailgéir; Airgintín; Airméin; Albáin; Andóra; Angaíle; Angóla;
Antigua agus Barbúda; Aontas na nÉimíríochtaí Arabacha; Araib Shádach; Arúba; Asarbaiseáin;
Astráil; Bahámaí; Bairéin; Banglaidéis; Barbadós; Bealarúis; Beilg; Beilís; Beinin; Beirmiúda;
Bhanglaidéis; Bhealarúis; Bheilg; Bheilís; Bhoisnia agus an Heirseagaivéin; Bholaiv; Bhotsuáin;
Bhrasaíl; Bhulgáir; Bhurúin; Bhútáin; Boisnia agus an Heirseagaivéin; Bolaiv; Botsuáin; Brasaíl;
Brúiné; Buircíne Fasó; Bulgáir; Burúin; Bútáin; Camarún; Cambóid; Casacstáin; Catar; Cathair na
Vatacáine; Ceanada; Chambóid; Chasacstáin; Chipir; Chirgeastáin; Cholóim; Chosaiv; Chróit;
Chéinia; Chóiré Theas; Chóiré Thuaidh; Cipir; Cirgeastáin; Ciribeas; Colóim; Congó-Brazzaville;
Cosaiv; Críocha Palaistíneacha; Cróit; Cuáit; Céinia; Cóiré Theas; Cóiré Thuaidh; Cósta Eabhair;
Cósta Ríce; Cúba; Cúrasó; Danmhairg; Djibouti; Doiminice; Eacuadór; Eastóin; Eilvéis; Eiritré;
Fhionlainn; Fhrainc; Fidsí; Fionlainn; Frainc; Gabúin; Gaimbia; Geansaí; Gearmáin; Geirsí;
Ghabúin; Ghaimbia; Ghearmáin; Ghraonlainn; Ghréig; Ghuine; Ghuine Mheánchiorclach; Ghuáin;
Giobráltar; Graonlainn; Greanáda; Gréig; Guadalúip; Guam; Guatamala; Guine; Guine Bissau; Guine
Mheánchiorclach; Guáin; Guáin na Fraince; Gána; Hondúras; Hong Cong; Háítí; Iamáice; Iaráic;
Iaráin; India; Indinéis; Iodáil; Iordáin; Iorua; Iosrael; La Réunion; Laitvia; Laos; Leosóta;
Libia; Libéir; Lichtinstéin; Liobáin; Liotuáin; Lucsamburg; Macadóin Thuaidh; Madagascar; Maenmar;
Mailí; Malaeisia; Maláiv; Maracó; Martinique; Mayotte; Meicsiceo; Mhacadóin Thuaidh; Mhalaeisia;
Mhaláiv; Mhicrinéis; Mholdóiv; Mhongóil; Mháratái; Micrinéis; Moldóiv; Monacó; Mongóil;
Montainéagró; Montsarat; Málta; Máratái; Mósaimbíc; Namaib; Neipeal; Nicearagua; Nigéir; Niue;
Nua-Chaladóin; Nua-Ghuine Phapua; Nua-Shéalainn; Nárú; Nígir; Oileáin Bhriotanacha na Maighdean;
Oileáin Cayman; Oileáin Chomóra; Oileáin Cocos; Oileáin Cook; Oileáin Fharó; Oileáin
Fhilipíneacha; Oileáin Fháclainne; Oileáin Marshall; Oileáin Mhaildíve; Oileáin Mheiriceánacha na
Maighdean; Oileáin Mháirianacha Thuaidh; Oileáin Palau; Oileáin Pitcairn; Oileáin Sholaimh;
Oileáin na dTurcach agus Caicos; Oileáin Åland; Oileán Mhanann; Oileán Mhuirís; Oileán Norfolk;
Oileán na Nollag; Oileán na Tríonóide agus Tobága; Ostair; Pacastáin; Panama; Paragua; Peiriú;
Phacastáin; Phoblacht Dhoiminiceach; Pholainn; Phortaingéil; Poblacht Dhaonlathach an Chongó;
Poblacht Dhoiminiceach; Poblacht na hAfraice Láir; Polainn; Polainéis na Fraince; Portaingéil;
Pórtó Ríce; Rinn Verde; Ruanda; Ríocht Aontaithe; Rómáin; Rúis; Sahára Thiar; Saimbia; Saint
Barthélemy; Saint Lucia; Saint-Martin; Salvadóir; Samó; Samó Mheiriceá; San Críostóir-Nimheas; San
Héilin; San Mairíne; San Pierre agus Miquelon; San Uinseann agus na Greanáidíní; Sead; Seapáin;
Seicia; Seineagáil; Seirbia; Seoirsia; Siarra Leon; Sile; Singeapór; Sint Maarten; Siombáib;
Siria; Slóivéin; Slóvaic; Somáil; Spáinn; Srí Lanca; Stáit Aontaithe Mheiriceá; Sualainn; Suranam;
Svalbard agus Jan Mayen; São Tomé agus Príncipe; Séiséil; Sín; Súdáin; Súdáin Theas; Tansáin;
Tonga; Tuinéis; Tuirc; Tuircméanastáin; Táidsíceastáin; Téalainn; Téaváin; Tíomór Thoir; Tócalá;
Tóga; Túvalú; Uganda; Ungáir; Uragua; Vailís agus Futúna; Vanuatú; Veiniséala; Vítneam; Éigipt;
Éimin; Éire; Íoslainn; Ísiltír; Ísiltír Chairibeach; Óman; Úcráin; Úisbéiceastáin
""",
    "hr": """
Afganistan; Albanija; Alžir; Američka Samoa; Američki Djevičanski Otoci; Andora; Angola; Angvila;
Antigva i Barbuda; Argentina; Armenija; Aruba; Australija; Austrija; Azerbajdžan; Bahami; Bahrein;
Bangladeš; Barbados; Belgija; Belize; Benin; Bermudi; Bjelorusija; Bocvana; Bolivija; Bosna i
Hercegovina; Božićni Otok; Brazil; Britanski Djevičanski Otoci; Brunej; Bugarska; Burkina Faso;
Burundi; Butan; Cipar; Cookovi Otoci; Crna Gora; Curaçao; Danska; Dominika; Dominikanska
Republika; Džibuti; Egipat; Ekvador; Ekvatorska Gvineja; Eritreja; Estonija; Esvatini; Etiopija;
Falklandski Otoci; Fidži; Filipini; Finska; Francuska; Francuska Gijana; Francuska Polinezija;
Gabon; Gambija; Gana; Gibraltar; Grenada; Grenland; Gruzija; Grčka; Guadalupe; Guam; Guernsey;
Gvajana; Gvatemala; Gvineja; Gvineja Bisau; Haiti; Honduras; Hong Kong; Hrvatska; Indija;
Indonezija; Irak; Iran; Irska; Island; Italija; Izrael; Jamajka; Japan; Jemen; Jersey; Jordan;
Južna Koreja; Južni Sudan; Južnoafrička Republika; Kajmanski Otoci; Kambodža; Kamerun; Kanada;
Karipski otoci Nizozemske; Katar; Kazahstan; Kenija; Kina; Kine; Kini; Kinom; Kinu; Kirgistan;
Kiribati; Kokosovi Otoci; Kolumbija; Komori; Kongo; Kosovo; Kostarika; Kuba; Kuvajt; Laos;
Latvija; Lesoto; Libanon; Liberija; Libija; Lihtenštajn; Litva; Luksemburg; Madagaskar; Malavi;
Maldivi; Malezija; Mali; Malta; Maroko; Martinik; Maršalovi Otoci; Mauretanija; Mauricijus;
Mayotte; Mađarska; Meksiko; Mikronezija; Mjanmar; Moldavija; Monako; Mongolija; Montserrat;
Mozambik; Namibija; Nauru; Nepal; Niger; Nigerija; Nikaragva; Niue; Nizozemska; Njemačka;
Norveška; Nova Kaledonija; Novi Zeland; Obala Bjelokosti; Oman; Otoci Turks i Caicos; Otok Man;
Otok Norfolk; Ovčji Otoci; Pakistan; Palau; Palestinsko područje; Panama; Papua Nova Gvineja;
Paragvaj; Peru; Pitcairnovi Otoci; Poljska; Portoriko; Portugal; Ruanda; Rumunjska; Rusija;
Réunion; Saint Barthélemy; Saint Martin; Salomonovi Otoci; Salvador; Samoa; San Marino; Saudijska
Arabija; Sejšeli; Senegal; Sijera Leone; Singapur; Sint Maarten; Sirija; Sjedinjene Američke
Države; Sjeverna Koreja; Sjeverna Makedonija; Sjevernomarijanski Otoci; Slovačka; Slovenija;
Somalija; Srbija; Srednjoafrička Republika; Sudan; Surinam; Svalbard i Jan Mayen; Sveta Helena;
Sveta Lucija; Sveti Kristofor i Nevis; Sveti Petar i Mikelon; Sveti Toma i Princip; Sveti Vincent
i Grenadini; Tadžikistan; Tajland; Tajvan; Tanzanija; Timor-Leste; Togo; Tokelau; Tonga; Trinidad
i Tobago; Tunis; Turkmenistan; Turska; Tuvalu; Uganda; Ujedinjeni Arapski Emirati; Ujedinjeno
Kraljevstvo; Ukrajina; Urugvaj; Uzbekistan; Vanuatu; Vatikan; Venezuela; Vijetnam; Wallis i
Futuna; Zambija; Zapadna Sahara; Zelenortska Republika; Zimbabve; Ålandski otoci; Čad; Češka;
Čile; Španjolska; Šri Lanka; Švedska; Švicarska
""",
    "hu": """
Afganisztán; Albánia; Algéria; Amerikai Szamoa; Amerikai Virgin-szigetek; Andorra; Angola;
Anguilla; Antigua és Barbuda; Argentína; Aruba; Ausztria; Ausztrália; Azerbajdzsán;
Bahama-szigetek; Bahrein; Banglades; Barbados; Belarusz; Belgium; Belize; Benin; Bermuda; Bhután;
Bissau-Guinea; Bolívia; Bosznia-Hercegovina; Botswana; Brazília; Brit Virgin-szigetek; Brunei;
Bulgária; Burkina Faso; Burundi; Chile; Ciprus; Comore-szigetek; Cook-szigetek; Costa Rica;
Csehország; Csád; Curaçao; Dominika; Dominikai Köztársaság; Dzsibuti; Dánia; Dél-Korea;
Dél-Szudán; Dél-afrikai Köztársaság; Ecuador; Egyenlítői-Guinea; Egyesült Arab Emírségek; Egyesült
Királyság; Egyesült Államok; Egyiptom; Elefántcsontpart; Eritrea; Etiópia; Falkland-szigetek;
Feröer szigetek; Fidzsi; Finnország; Francia Guyana; Francia Polinézia; Franciaország;
Fülöp-szigetek; Gabon; Gambia; Ghána; Gibraltár; Grenada; Grönland; Grúzia; Guadeloupe; Guam;
Guatemala; Guernsey; Guinea; Guyana; Görögország; Haiti; Holland Karib-térség; Hollandia;
Honduras; Hongkong; Horvátország; India; Indonézia; Irak; Irán; Izland; Izrael; Jamaica; Japán;
Jemen; Jersey; Jordánia; Kajmán-szigetek; Kambodzsa; Kamerun; Kanada; Karácsony-sziget; Katar;
Kazahsztán; Kelet-Timor; Kenya; Kirgizisztán; Kiribati; Kolumbia; Kongó; Koszovó; Kuba; Kuvait;
Kína; Kínába; Kínában; Kínából; Kínának; Kínával; Kókusz-szigetek; Közép-afrikai Köztársaság;
Laosz; Lengyelország; Lesotho; Lettország; Libanon; Libéria; Liechtenstein; Litvánia; Luxemburg;
Líbia; Madagaszkár; Magyarország; Malajzia; Malawi; Maldív-szigetek; Mali; Man-sziget; Marokkó;
Marshall-szigetek; Martinique; Mauritius; Mauritánia; Mayotte; Mexikó; Mianmar; Mikronézia;
Moldova; Monaco; Mongólia; Montenegró; Montserrat; Mozambik; Málta; Namíbia; Nauru; Nepál;
Nicaragua; Niger; Nigéria; Niue; Norfolk-sziget; Norvégia; Nyugat-Szahara; Németország;
Olaszország; Omán; Oroszország; Pakisztán; Palau; Palesztin Autonómia; Panama; Paraguay; Peru;
Pitcairn-szigetek; Portugália; Puerto Rico; Pápua Új-Guinea; Románia; Ruanda; Réunion; Saint Kitts
és Nevis; Saint Lucia; Saint Martin; Saint Vincent és a Grenadine-szigetek; Saint-Barthélemy;
Saint-Pierre és Miquelon; Salamon-szigetek; Salvador; San Marino; Seychelle-szigetek; Sierra
Leone; Sint Maarten; Spanyolország; Srí Lanka; Suriname; Svalbard és Jan Mayen; Svájc; Svédország;
Szamoa; Szaúd-Arábia; Szenegál; Szent Ilona; Szerbia; Szingapúr; Szlovákia; Szlovénia; Szomália;
Szudán; Szváziföld; Szíria; São Tomé és Príncipe; Tajvan; Tanzánia; Thaiföld; Togo; Tokelau;
Tonga; Trinidad és Tobago; Tunézia; Turks- és Caicos-szigetek; Tuvalu; Tádzsikisztán; Törökország;
Türkmenisztán; Uganda; Ukrajna; Uruguay; Vanuatu; Vatikán; Venezuela; Vietnám; Wallis és Futuna;
Zambia; Zimbabwe; Zöld-foki Köztársaság; Åland-szigetek; Észak-Korea; Észak-Macedónia; Északi
Mariana-szigetek; Észtország; Írország; Örményország; Új-Kaledónia; Új-Zéland; Üzbegisztán
""",
    "it": """
Afghanistan; Albania; Algeria; Andorra; Angola; Anguilla; Antigua e Barbuda; Arabia Saudita;
Argentina; Armenia; Aruba; Australia; Austria; Azerbaigian; Bahamas; Bahrein; Bangladesh;
Barbados; Belgio; Belize; Benin; Bermuda; Bhutan; Bielorussia; Bolivia; Bosnia ed Erzegovina;
Botswana; Brasile; Brunei; Bulgaria; Burkina Faso; Burundi; Cambogia; Camerun; Canada; Capo Verde;
Caraibi Olandesi; Cechia; Ciad; Cile; Cina; Cipro; Città del Vaticano; Colombia; Comore; Congo;
Congo-Brazzaville; Corea del Nord; Corea del Sud; Costa Rica; Costa d'Avorio; Croazia; Cuba;
Curaçao; Danimarca; Dominica; Ecuador; Egitto; El Salvador; Emirati Arabi Uniti; Eritrea; Estonia;
Eswatini; Etiopia; Figi; Filippine; Finlandia; Francia; Gabon; Gambia; Georgia; Germania; Ghana;
Giamaica; Giappone; Gibilterra; Gibuti; Giordania; Grecia; Grenada; Groenlandia; Guadalupa; Guam;
Guatemala; Guernsey; Guinea; Guinea Equatoriale; Guinea-Bissau; Guyana; Guyana Francese; Haiti;
Honduras; Hong Kong; India; Indonesia; Iran; Iraq; Irlanda; Islanda; Isola Christmas; Isola
Norfolk; Isola di Man; Isole Cayman; Isole Cocos; Isole Cook; Isole Falkland; Isole Fær Øer; Isole
Marianne Settentrionali; Isole Marshall; Isole Pitcairn; Isole Salomone; Isole Turks e Caicos;
Isole Vergini Americane; Isole Vergini Britanniche; Isole Åland; Israele; Italia; Jersey;
Kazakistan; Kenya; Kirghizistan; Kiribati; Kosovo; Kuwait; Laos; Lesotho; Lettonia; Libano;
Liberia; Libia; Liechtenstein; Lituania; Lussemburgo; Macedonia del Nord; Madagascar; Malawi;
Malaysia; Maldive; Mali; Malta; Marocco; Martinica; Mauritania; Mauritius; Mayotte; Messico;
Micronesia; Moldavia; Monaco; Mongolia; Montenegro; Montserrat; Mozambico; Myanmar; Namibia;
Nauru; Nepal; Nicaragua; Niger; Nigeria; Niue; Norvegia; Nuova Caledonia; Nuova Zelanda; Oman;
Paesi Bassi; Pakistan; Palau; Panama; Papua Nuova Guinea; Paraguay; Perù; Polinesia Francese;
Polonia; Portogallo; Portorico; Qatar; Regno Unito; Repubblica Centrafricana; Repubblica
Dominicana; Riunione; Romania; Ruanda; Russia; Sahara Occidentale; Saint Kitts e Nevis; Saint
Lucia; Saint Martin; Saint Vincent e Grenadine; Saint-Barthélemy; Saint-Pierre e Miquelon; Samoa;
Samoa Americane; San Marino; Sant'Elena; Senegal; Serbia; Seychelles; Sierra Leone; Singapore;
Sint Maarten; Siria; Slovacchia; Slovenia; Somalia; Spagna; Sri Lanka; Stati Uniti; Sud Sudan;
Sudafrica; Sudan; Suriname; Svalbard e Jan Mayen; Svezia; Svizzera; São Tomé e Príncipe;
Tagikistan; Taiwan; Tanzania; Territori Palestinesi; Thailandia; Timor Est; Togo; Tokelau; Tonga;
Trinidad e Tobago; Tunisia; Turchia; Turkmenistan; Tuvalu; Ucraina; Uganda; Ungheria; Uruguay;
Uzbekistan; Vanuatu; Venezuela; Vietnam; Wallis e Futuna; Yemen; Zambia; Zimbabwe
""",
    "lt": """
Afganistanas; Airija; Alandų Salos; Albanija; Alžyras; Amerikos Samoa; Andora; Angilija; Angola;
Antigva ir Barbuda; Argentina; Armėnija; Aruba; Australija; Austrija; Azerbaidžanas; Bahamos;
Bahreinas; Baltarusija; Bangladešas; Barbadosas; Belgija; Belizas; Beninas; Bermuda; Bisau
Gvinėja; Bolivija; Bosnija ir Hercegovina; Botsvana; Brazilija; Brunėjus; Bulgarija; Burkina
Fasas; Burundis; Butanas; Centrinės Afrikos Respublika; Danija; Didžiosios Britanijos Mergelių
Salos; Dominika; Dominikos Respublika; Dramblio Kaulo Krantas; Džersis; Džibutis; Egiptas;
Ekvadoras; Eritrėja; Estija; Etiopija; Farerų Salos; Fidžis; Filipinai; Folklando Salos; Gabonas;
Gajana; Gambija; Gana; Gernsis; Gibraltaras; Graikija; Grenada; Grenlandija; Gruzija; Guamas;
Gvadelupa; Gvatemala; Gvinėja; Haitis; Hondūras; Honkongas; Indija; Indonezija; Irakas; Iranas;
Islandija; Ispanija; Italija; Izraelis; Jamaika; Japonija; Jemenas; Jordanija; Jungtiniai Arabų
Emyratai; Jungtinių Valstijų Mergelių Salos; Jungtinė Karalystė; Jungtinės Valstijos; Juodkalnija;
Kaimanų Salos; Kalėdų Sala; Kambodža; Kamerūnas; Kanada; Karibų Nyderlandai; Kataras;
Kazachstanas; Kenija; Kinija; Kipras; Kirgizija; Kiribatis; Kiurasao; Kokosų Salos; Kolumbija;
Komorai; Kongas-Brazavilis; Kongas-Kinšasa; Kosovas; Kosta Rika; Kroatija; Kuba; Kuko Salos;
Kuveitas; Laosas; Latvija; Lenkija; Lesotas; Libanas; Liberija; Libija; Lichtenšteinas; Lietuva;
Liuksemburgas; Madagaskaras; Majotas; Malaizija; Malavis; Maldyvai; Malis; Malta; Marianos
Šiaurinės Salos; Marokas; Martinika; Maršalo Salos; Mauricijus; Mauritanija; Meksika; Meno Sala;
Mianmaras; Mikronezija; Moldova; Monakas; Mongolija; Montseratas; Mozambikas; Namibija; Naujoji
Kaledonija; Naujoji Zelandija; Nauru; Nepalas; Nigerija; Nigeris; Nikaragva; Niujė; Norfolko sala;
Norvegija; Nyderlandai; Omanas; Pakistanas; Palau; Palestinos teritorija; Panama; Papua Naujoji
Gvinėja; Paragvajus; Peru; Pietų Afrika; Pietų Korėja; Pietų Sudanas; Pitkerno salos; Portugalija;
Prancūzija; Prancūzijos Gviana; Prancūzijos Polinezija; Puerto Rikas; Pusiaujo Gvinėja; Reunjonas;
Ruanda; Rumunija; Rusija; Rytų Timoras; Saliamono Salos; Salvadoras; Samoa; San Marinas; San Tomė
ir Prinsipė; Saudo Arabija; Seišeliai; Sen Bartelemi; Sen Martenas; Sen Pjeras ir Mikelonas;
Senegalas; Sent Kitsas ir Nevis; Sent Lusija; Serbija; Siera Leonė; Singapūras; Sint Martenas;
Sirija; Slovakija; Slovėnija; Somalis; Sudanas; Suomija; Surinamas; Svalbardas ir Janas Majenas;
Svazilandas; Tadžikija; Tailandas; Taivanas; Tanzanija; Terkso ir Kaikoso Salos; Togas; Tokelau;
Tonga; Trinidadas ir Tobagas; Tunisas; Turkija; Turkmėnistanas; Tuvalu; Uganda; Ukraina;
Urugvajus; Uzbekistanas; Vakarų Sachara; Vanuatu; Vatikano Miesto Valstybė; Venesuela; Vengrija;
Vietnamas; Vokietija; Volisas ir Futūna; Zambija; Zimbabvė; Čadas; Čekija; Čilė; Šiaurės Korėja;
Šiaurės Makedonija; Šri Lanka; Šv. Elenos Sala; Švedija; Šveicarija; Šventasis Vincentas ir
Grenadinai; Žaliasis Kyšulys
""",
    "lv": """
Afganistāna; Albānija; Alžīrija; Amerikas Savienotās Valstis; Andora; Angilja; Angola; Antigva un
Barbuda; Apvienotie Arābu Emirāti; Apvienotā Karaliste; Argentīna; Armēnija; Aruba; Austrija;
Austrumtimora; Austrālija; Azerbaidžāna; Bahamu salas; Bahreina; Baltkrievija; Bangladeša;
Barbadosa; Beliza; Benina; Bermudu salas; Beļģija; Bolīvija; Bosnija un Hercegovina; Botsvāna;
Brazīlija; Britu Virdžīnas; Bruneja; Bulgārija; Burkinafaso; Burundija; Butāna; Centrālāfrikas
Republika; Dienvidkoreja; Dienvidsudāna; Dienvidāfrikas Republika; Dominika; Dominikāna; Dānija;
Džibutija; Džērsija; Ekvadora; Ekvatoriālā Gvineja; Eritreja; Etiopija; Fidži; Filipīnas;
Folklenda salas; Francija; Francijas Gviāna; Francijas Polinēzija; Fēru salas; Gabona; Gajāna;
Gambija; Gana; Gibraltārs; Grenlande; Grenāda; Grieķija; Gruzija; Guama; Gvadelupa; Gvatemala;
Gvineja; Gvineja-Bisava; Gērnsija; Haiti; Hondurasa; Honkonga; Horvātija; Igaunija; Indija;
Indonēzija; Irāka; Irāna; Islande; Itālija; Izraēla; Jamaika; Japāna; Jaunkaledonija; Jaunzēlande;
Jemena; Jordānija; Kaboverde; Kaimanu salas; Kambodža; Kamerūna; Kanāda; Katara; Kazahstāna;
Kenija; Kipra; Kirasao; Kirgizstāna; Kiribati; Kokosu salas; Kolumbija; Komoru salas; Kongo;
Kosova; Kostarika; Kotdivuāra; Krievija; Kuba; Kuka salas; Kuveita; Laosa; Latvija; Lesoto;
Libāna; Libērija; Lietuva; Lihtenšteina; Luksemburga; Lībija; Madagaskara; Majota; Malaizija;
Maldīvija; Mali; Malta; Malāvija; Maroka; Martinika; Mauritānija; Maurīcija; Meksika; Melnkalne;
Menas sala; Mikronēzija; Mjanma; Moldova; Monako; Mongolija; Montserrata; Mozambika; Māršala
salas; Namībija; Nauru; Nepāla; Nigēra; Nigērija; Nikaragva; Niue; Norfolkas sala; Norvēģija;
Nīderlande; Nīderlandes Karību salas; Olandes salas; Omāna; Pakistāna; Palau; Palestīnas
teritorijas; Panama; Papua-Jaungvineja; Paragvaja; Peru; Pitkērnas salas; Polija; Portugāle;
Puertoriko; Reinjona; Rietumsahāra; Ruanda; Rumānija; Salvadora; Samoa; Sanmarīno; Santome un
Prinsipi; Saūda Arābija; Seišelu salas; Senbartelmī; Senegāla; Senmartēna; Senpjēra un Mikelona;
Sentkitsa un Nevisa; Sentlūsija; Sentvinsenta un Grenadīnas; Serbija; Singapūra; Sintmārtena;
Sjerraleone; Slovākija; Slovēnija; Somija; Somālija; Spānija; Sudāna; Surinama; Sv.Helēnas sala;
Svalbāra un Jana Majena sala; Svatini; Sīrija; Tadžikistāna; Taivāna; Taizeme; Tanzānija; Togo;
Tokelau; Tonga; Trinidāda un Tobāgo; Tunisija; Turcija; Turkmenistāna; Tuvalu; Tērksas un Kaikosas
salas; Uganda; Ukraina; Ungārija; Urugvaja; Uzbekistāna; Vanuatu; Vatikāns; Venecuēla; Vjetnama;
Volisa un Futunas salas; Vācija; Zambija; Ziemeļkoreja; Ziemeļmaķedonija; Ziemeļu Marianas salas;
Ziemsvētku sala; Zimbabve; Zviedrija; Zālamana salas; Čada; Čehija; Čīle; Ēģipte; Īrija; Ķīna;
Ķīnai; Ķīnas; Ķīnu; Ķīnā; Šrilanka; Šveice
""",
    "mt": """
Afganistan; Afrika t'Isfel; Albanija; Alġerija; Andorra; Angola; Anguilla; Antigua u Barbuda;
Arabja Sawdija; Armenja; Aruba; Arġentina; Awstralja; Awstrija; Ażerbajġan; Bahamas; Bahrain;
Bangladesh; Barbados; Belarussja; Belize; Belġju; Benin; Bermuda; Bhutan; Bolivja; Botswana;
Bożnija-Ħerzegovina; Brunei; Bulgarija; Burkina Faso; Burundi; Cape Verde; Chad; Comoros; Costa
Rica; Curaçao; Danimarka; Djibouti; Dominica; Ekwador; El Salvador; Emirati Għarab Magħquda;
Eritrea; Estonja; Eswatini; Etjopja; Eġittu; Filippini; Finlandja; Fiġi; Franza; Gabon; Gambja;
Georgia; Ghana; Greenland; Grenada; Greċja; Guadeloupe; Guam; Guernsey; Guinea; Guinea
Ekwatorjali; Guinea-Bissau; Guyana; Guyana Franċiża; Gwatemala; Gżejjer Aland; Gżejjer Cayman;
Gżejjer Cocos; Gżejjer Cook; Gżejjer Faeroe; Gżejjer Falkland; Gżejjer Marshall; Gżejjer Pitcairn;
Gżejjer Solomon; Gżejjer Turks u Caicos; Gżejjer Verġni Brittaniċi; Gżejjer Verġni tal-Istati
Uniti; Gżira Christmas; Gżira Norfolk; Haiti; Honduras; Hong Kong; Il-Brażil; Indja; Indoneżja;
Iran; Iraq; Irlanda; Isle of Man; Istat tal-Belt tal-Vatikan; Istati Uniti; Italja; Iżlanda;
Iżrael; Iżvezja; Iżvizzera; Jemen; Jersey; Kambodja; Kamerun; Kanada; Każakistan; Kenja;
Kirgiżistan; Kiribati; Kolombja; Kongo; Korea t'Isfel; Korea ta' Fuq; Kosovo; Kosta tal-Avorju;
Kroazja; Kuba; Kuwajt; Laos; Latvja; Lesoto; Libanu; Liberja; Libja; Liechtenstein; Litwanja;
Lussemburgu; Madagascar; Malasja; Malawi; Maldivi; Mali; Malta; Marokk; Martinique; Mauritania;
Mauritius; Mayotte; Maċedonja ta' Fuq; Messiku; Mikroneżja; Moldova; Monaco; Mongolja; Montenegro;
Montserrat; Mozambique; Myanmar/Burma; Namibja; Nauru; Nepal; Netherlands; Netherlands
tal-Karibew; New Caledonia; New Zealand; Nikaragwa; Niue; Niġer; Niġerja; Norveġja; Oman;
Pakistan; Palau; Panama; Papua New Guinea; Paragwaj; Perù; Polineżja Franċiża; Polonja; Portugall;
Puerto Rico; Qatar; Renju Unit; Repubblika Demokratika tal-Kongo; Repubblika Dominicana;
Repubblika Ċeka; Repubblika Ċentru-Afrikana; Rumanija; Russja; Rwanda; Réunion; Saint Barthélemy;
Saint Helena; Saint Kitts u Nevis; Saint Lucia; Saint Martin; Saint Pierre u Miquelon; Saint
Vincent u l-Grenadini; Samoa; Samoa Amerikana; San Marino; Saħara tal-Punent; Senegal; Serbja;
Seychelles; Sierra Leone; Singapore; Sint Maarten; Sirja; Slovakkja; Slovenja; Somalja; Spanja;
Sri Lanka; Sudan; Sudan t'Isfel; Suriname; Svalbard u Jan Mayen; São Tomé u Príncipe; Tajlandja;
Tajwan; Tanzanija; Taġikistan; Territorji Palestinjani; Timor Leste; Togo; Tokelau; Tonga;
Trinidad u Tobago; Tuneżija; Turkija; Turkmenistan; Tuvalu; Uganda; Ukrajna; Ungerija; Urugwaj;
Użbekistan; Vanuatu; Venezwela; Vjetnam; Wallis u Futuna; Ċili; Ċina; Ċipru; Ġamajka; Ġappun;
Ġermanja; Ġibiltà; Ġordan; Ġżejjer Mariana tat-Tramuntana; Żambja; Żimbabwe
""",
}
"""Separated by semicolons; lines break between words."""
