"""Names of countries and territories, language by language (Unicode CLDR, short forms).

Parentheses and articles are left out. Written by `scripts/country-names`.
"""

from collections.abc import Mapping
from typing import Final

NAMES: Final[Mapping[str, str]] = {
    "nl": """
Afghanistan; Albanië; Algerije; Amerikaans-Samoa; Amerikaanse Maagdeneilanden; Andorra; Angola;
Anguilla; Antigua en Barbuda; Argentinië; Armenië; Aruba; Australië; Azerbeidzjan; Bahama's;
Bahrein; Bangladesh; Barbados; Belarus; België; Belize; Benin; Bermuda; Bhutan; Bolivia; Bosnië en
Herzegovina; Botswana; Brazilië; Britse Maagdeneilanden; Brunei; Bulgarije; Burkina Faso; Burundi;
Cambodja; Canada; Caribisch Nederland; Centraal-Afrikaanse Republiek; Chili; China;
Christmaseiland; Cocoseilanden; Colombia; Comoren; Congo-Brazzaville; Congo-Kinshasa;
Cookeilanden; Costa Rica; Cuba; Curaçao; Cyprus; Denemarken; Djibouti; Dominica; Dominicaanse
Republiek; Duitsland; Ecuador; Egypte; El Salvador; Equatoriaal-Guinea; Eritrea; Estland;
Eswatini; Ethiopië; Faeröer; Falklandeilanden; Fiji; Filipijnen; Finland; Frankrijk; Frans-Guyana;
Frans-Polynesië; Gabon; Gambia; Georgië; Ghana; Gibraltar; Grenada; Griekenland; Groenland;
Guadeloupe; Guam; Guatemala; Guernsey; Guinee; Guinee-Bissau; Guyana; Haïti; Honduras; Hongarije;
Hongkong; IJsland; Ierland; India; Indonesië; Irak; Iran; Isle of Man; Israël; Italië; Ivoorkust;
Jamaica; Japan; Jemen; Jersey; Jordanië; Kaaimaneilanden; Kaapverdië; Kameroen; Kazachstan; Kenia;
Kirgizië; Kiribati; Koeweit; Kosovo; Kroatië; Laos; Lesotho; Letland; Libanon; Liberia; Libië;
Liechtenstein; Litouwen; Luxemburg; Madagaskar; Malawi; Maldiven; Maleisië; Mali; Malta; Marokko;
Marshalleilanden; Martinique; Mauritanië; Mauritius; Mayotte; Mexico; Micronesia; Moldavië;
Monaco; Mongolië; Montenegro; Montserrat; Mozambique; Myanmar; Namibië; Nauru; Nederland; Nepal;
Nicaragua; Nieuw-Caledonië; Nieuw-Zeeland; Niger; Nigeria; Niue; Noord-Korea; Noord-Macedonië;
Noordelijke Marianen; Noorwegen; Norfolk; Oeganda; Oekraïne; Oezbekistan; Oman; Oost-Timor;
Oostenrijk; Pakistan; Palau; Palestijnse gebieden; Panama; Papoea-Nieuw-Guinea; Paraguay; Peru;
Pitcairneilanden; Polen; Portugal; Puerto Rico; Qatar; Roemenië; Rusland; Rwanda; Réunion; Saint
Kitts en Nevis; Saint Lucia; Saint Vincent en de Grenadines; Saint-Barthélemy; Saint-Martin;
Saint-Pierre en Miquelon; Salomonseilanden; Samoa; San Marino; Sao Tomé en Principe;
Saoedi-Arabië; Senegal; Servië; Seychellen; Sierra Leone; Singapore; Sint-Helena; Sint-Maarten;
Slovenië; Slowakije; Soedan; Somalië; Spanje; Spitsbergen en Jan Mayen; Sri Lanka; Suriname;
Syrië; Tadzjikistan; Taiwan; Tanzania; Thailand; Togo; Tokelau; Tonga; Trinidad en Tobago; Tsjaad;
Tsjechië; Tunesië; Turkije; Turkmenistan; Turks- en Caicoseilanden; Tuvalu; Uruguay; Vanuatu;
Vaticaanstad; Venezuela; Verenigd Koninkrijk; Verenigde Arabische Emiraten; Verenigde Staten;
Vietnam; Wallis en Futuna; Westelijke Sahara; Zambia; Zimbabwe; Zuid-Afrika; Zuid-Korea;
Zuid-Soedan; Zweden; Zwitserland; Åland
""",
    "pl": """
Afganistan; Albania; Algieria; Andora; Angola; Anguilla; Antigua i Barbuda; Arabia Saudyjska;
Argentyna; Armenia; Aruba; Australia; Austria; Azerbejdżan; Bahamy; Bahrajn; Bangladesz; Barbados;
Belgia; Belize; Benin; Bermudy; Bhutan; Białoruś; Boliwia; Botswana; Bośnia i Hercegowina;
Brazylia; Brunei; Brytyjskie Wyspy Dziewicze; Burkina Faso; Burundi; Bułgaria; Chile; Chiny;
Chorwacja; Curaçao; Cypr; Czad; Czarnogóra; Czechy; Côte d'Ivoire; Dania; Demokratyczna Republika
Konga; Dominikana; Dżibuti; Egipt; Ekwador; Erytrea; Estonia; Eswatini; Etiopia; Falklandy; Fidżi;
Filipiny; Finlandia; Francja; Gabon; Gambia; Ghana; Gibraltar; Grecja; Grenada; Grenlandia;
Gruzja; Guam; Guernsey; Gujana; Gujana Francuska; Gwadelupa; Gwatemala; Gwinea; Gwinea Bissau;
Gwinea Równikowa; Haiti; Hiszpania; Holandia; Honduras; Hongkong; Indie; Indonezja; Irak; Iran;
Irlandia; Islandia; Izrael; Jamajka; Japonia; Jemen; Jersey; Jordania; Kajmany; Kambodża; Kamerun;
Kanada; Katar; Kazachstan; Kenia; Kirgistan; Kiribati; Kolumbia; Komory; Kongo; Korea Południowa;
Korea Północna; Kosowo; Kostaryka; Kuba; Kuwejt; Laos; Lesotho; Liban; Liberia; Libia;
Liechtenstein; Litwa; Luksemburg; Macedonia Północna; Madagaskar; Majotta; Malawi; Malediwy;
Malezja; Mali; Malta; Mariany Północne; Maroko; Martynika; Mauretania; Mauritius; Meksyk;
Mikronezja; Mjanma; Monako; Mongolia; Montserrat; Mozambik; Mołdawia; Namibia; Nauru; Nepal;
Niderlandy Karaibskie; Niemcy; Niger; Nigeria; Nikaragua; Niue; Norfolk; Norwegia; Nowa Kaledonia;
Nowa Zelandia; Oman; Pakistan; Palau; Panama; Papua-Nowa Gwinea; Paragwaj; Peru; Pitcairn;
Polinezja Francuska; Polska; Portoryko; Portugalia; Republika Południowej Afryki; Republika
Zielonego Przylądka; Republika Środkowoafrykańska; Reunion; Rosja; Rumunia; Rwanda; Sahara
Zachodnia; Saint Kitts i Nevis; Saint Lucia; Saint Vincent i Grenadyny; Saint-Barthélemy;
Saint-Martin; Saint-Pierre i Miquelon; Salwador; Samoa; Samoa Amerykańskie; San Marino; Senegal;
Serbia; Seszele; Sierra Leone; Singapur; Sint Maarten; Somalia; Sri Lanka; Stany Zjednoczone;
Sudan; Sudan Południowy; Surinam; Svalbard i Jan Mayen; Syria; Szwajcaria; Szwecja; Słowacja;
Słowenia; Tadżykistan; Tajlandia; Tajwan; Tanzania; Terytoria Palestyńskie; Timor Wschodni; Togo;
Tokelau; Tonga; Trynidad i Tobago; Tunezja; Turcja; Turkmenistan; Turks i Caicos; Tuvalu; Uganda;
Ukraina; Urugwaj; Uzbekistan; Vanuatu; Wallis i Futuna; Watykan; Wenezuela; Wielka Brytania;
Wietnam; Wyspa Bożego Narodzenia; Wyspa Man; Wyspa Świętej Heleny; Wyspy Alandzkie; Wyspy Cooka;
Wyspy Dziewicze Stanów Zjednoczonych; Wyspy Kokosowe; Wyspy Marshalla; Wyspy Owcze; Wyspy
Salomona; Wyspy Świętego Tomasza i Książęca; Węgry; Włochy; Zambia; Zimbabwe; Zjednoczone Emiraty
Arabskie; Łotwa
""",
    "pt": """
Afeganistão; Albânia; Alemanha; Andorra; Angola; Anguila; Antígua e Barbuda; Argentina; Argélia;
Armênia; Aruba; Arábia Saudita; Austrália; Azerbaijão; Bahamas; Bangladesh; Barbados; Barein;
Belize; Benin; Bermudas; Bielorrússia; Bolívia; Botsuana; Brasil; Brunei; Bulgária; Burquina Faso;
Burundi; Butão; Bélgica; Bósnia e Herzegovina; Cabo Verde; Camarões; Camboja; Canadá; Catar;
Cazaquistão; Chade; Chile; China; Chipre; Cidade do Vaticano; Colômbia; Comores; Congo; Coreia do
Norte; Coreia do Sul; Costa Rica; Costa do Marfim; Croácia; Cuba; Curaçao; Dinamarca; Djibuti;
Dominica; Egito; El Salvador; Emirados Árabes Unidos; Equador; Eritreia; Eslováquia; Eslovênia;
Espanha; Essuatíni; Estados Unidos; Estônia; Etiópia; Fiji; Filipinas; Finlândia; França; Gabão;
Gana; Geórgia; Gibraltar; Granada; Groenlândia; Grécia; Guadalupe; Guam; Guatemala; Guernsey;
Guiana; Guiana Francesa; Guiné; Guiné Equatorial; Guiné-Bissau; Gâmbia; Haiti; Honduras; Hong
Kong; Hungria; Ilha Christmas; Ilha Norfolk; Ilha de Man; Ilhas Aland; Ilhas Cayman; Ilhas Cocos;
Ilhas Cook; Ilhas Faroé; Ilhas Malvinas; Ilhas Marianas do Norte; Ilhas Marshall; Ilhas Pitcairn;
Ilhas Salomão; Ilhas Turcas e Caicos; Ilhas Virgens Americanas; Ilhas Virgens Britânicas;
Indonésia; Iraque; Irlanda; Irã; Islândia; Israel; Itália; Iêmen; Jamaica; Japão; Jersey;
Jordânia; Kosovo; Kuwait; Laos; Lesoto; Letônia; Libéria; Liechtenstein; Lituânia; Luxemburgo;
Líbano; Líbia; Macedônia do Norte; Madagascar; Malaui; Maldivas; Mali; Malta; Malásia; Marrocos;
Martinica; Mauritânia; Maurício; Mayotte; Mianmar; Micronésia; Moldávia; Mongólia; Montenegro;
Montserrat; Moçambique; México; Mônaco; Namíbia; Nauru; Nepal; Nicarágua; Nigéria; Niue; Noruega;
Nova Caledônia; Nova Zelândia; Níger; Omã; Palau; Panamá; Papua-Nova Guiné; Paquistão; Paraguai;
Países Baixos; Países Baixos Caribenhos; Peru; Polinésia Francesa; Polônia; Porto Rico; Portugal;
Quirguistão; Quiribati; Quênia; Reino Unido; República Centro-Africana; República Dominicana;
República do Congo; Reunião; Romênia; Ruanda; Rússia; Saara Ocidental; Samoa; Samoa Americana; San
Marino; Santa Helena; Santa Lúcia; Seicheles; Senegal; Serra Leoa; Singapura; Sint Maarten;
Somália; Sri Lanka; Sudão; Sudão do Sul; Suriname; Suécia; Suíça; Svalbard e Jan Mayen; São
Bartolomeu; São Cristóvão e Névis; São Martinho; São Pedro e Miquelão; São Tomé e Príncipe; São
Vicente e Granadinas; Sérvia; Síria; Tadjiquistão; Tailândia; Taiwan; Tanzânia; Tchéquia;
Territórios palestinos; Timor-Leste; Togo; Tokelau; Tonga; Trinidad e Tobago; Tunísia;
Turcomenistão; Turquia; Tuvalu; Ucrânia; Uganda; Uruguai; Uzbequistão; Vanuatu; Venezuela; Vietnã;
Wallis e Futuna; Zimbábue; Zâmbia; África do Sul; Áustria; Índia
""",
    "ro": """
Afganistan; Africa de Sud; Albania; Algeria; Andorra; Angola; Anguilla; Antigua și Barbuda; Arabia
Saudită; Argentina; Armenia; Aruba; Australia; Austria; Azerbaidjan; Bahamas; Bahrain; Bangladesh;
Barbados; Belarus; Belgia; Belize; Benin; Bermuda; Bhutan; Bolivia; Bosnia și Herțegovina;
Botswana; Brazilia; Brunei; Bulgaria; Burkina Faso; Burundi; Cambodgia; Camerun; Canada; Capul
Verde; Cehia; Chile; China; Ciad; Cipru; Columbia; Comore; Congo; Coreea de Nord; Coreea de Sud;
Costa Rica; Croația; Cuba; Curaçao; Côte d'Ivoire; Danemarca; Djibouti; Dominica; Ecuador; Egipt;
El Salvador; Elveția; Emiratele Arabe Unite; Eritreea; Estonia; Eswatini; Etiopia; Fiji; Filipine;
Finlanda; Franța; Gabon; Gambia; Georgia; Germania; Ghana; Gibraltar; Grecia; Grenada; Groenlanda;
Guadelupa; Guam; Guatemala; Guernsey; Guineea; Guineea Ecuatorială; Guineea-Bissau; Guyana; Guyana
Franceză; Haiti; Honduras; Hong Kong; India; Indonezia; Insula Christmas; Insula Man; Insula
Norfolk; Insulele Caraibe Olandeze; Insulele Cayman; Insulele Cocos; Insulele Cook; Insulele
Falkland; Insulele Feroe; Insulele Mariane de Nord; Insulele Marshall; Insulele Pitcairn; Insulele
Solomon; Insulele Turks și Caicos; Insulele Virgine Americane; Insulele Virgine Britanice;
Insulele Åland; Iordania; Irak; Iran; Irlanda; Islanda; Israel; Italia; Jamaica; Japonia; Jersey;
Kazahstan; Kenya; Kiribati; Kosovo; Kuweit; Kârgâzstan; Laos; Lesotho; Letonia; Liban; Liberia;
Libia; Liechtenstein; Lituania; Luxemburg; Macedonia de Nord; Madagascar; Malawi; Malaysia;
Maldive; Mali; Malta; Maroc; Martinica; Mauritania; Mauritius; Mayotte; Mexic; Micronezia; Monaco;
Mongolia; Montserrat; Mozambic; Muntenegru; Myanmar; Namibia; Nauru; Nepal; Nicaragua; Niger;
Nigeria; Niue; Norvegia; Noua Caledonie; Noua Zeelandă; Oman; Pakistan; Palau; Panama; Papua-Noua
Guinee; Paraguay; Peru; Polinezia Franceză; Polonia; Portugalia; Puerto Rico; Qatar; Regatul Unit;
Republica Centrafricană; Republica Dominicană; Republica Moldova; România; Rusia; Rwanda; Réunion;
Sahara Occidentală; Saint Kitts și Nevis; Saint Vincent și Grenadinele; Saint-Barthélemy;
Saint-Pierre și Miquelon; Samoa; Samoa Americană; San Marino; Senegal; Serbia; Seychelles; Sfânta
Elena; Sfânta Lucia; Sfântul Martin; Sierra Leone; Singapore; Sint-Maarten; Siria; Slovacia;
Slovenia; Somalia; Spania; Sri Lanka; Statele Unite ale Americii; Statul Cetății Vaticanului;
Sudan; Sudanul de Sud; Suedia; Suriname; Svalbard și Jan Mayen; São Tomé și Príncipe; Tadjikistan;
Taiwan; Tanzania; Teritoriile Palestiniene; Thailanda; Timor-Leste; Togo; Tokelau; Tonga; Trinidad
și Tobago; Tunisia; Turcia; Turkmenistan; Tuvalu; Ucraina; Uganda; Ungaria; Uruguay; Uzbekistan;
Vanuatu; Venezuela; Vietnam; Wallis și Futuna; Yemen; Zambia; Zimbabwe; Țările de Jos
""",
    "sk": """
Afganistan; Alandy; Albánsko; Alžírsko; Americká Samoa; Americké Panenské ostrovy; Andorra;
Angola; Anguilla; Antigua a Barbuda; Argentína; Arménsko; Aruba; Austrália; Azerbajdžan; Bahamy;
Bahrajn; Bangladéš; Barbados; Belgicko; Belize; Benin; Bermudy; Bhután; Bielorusko; Bolívia; Bosna
a Hercegovina; Botswana; Brazília; Britské Panenské ostrovy; Brunej; Bulharsko; Burkina Faso;
Burundi; Chorvátsko; Cookove ostrovy; Curaçao; Cyprus; Dominikánska republika; Dánsko; Džibutsko;
Egypt; Ekvádor; Eritrea; Estónsko; Eswatini; Etiópia; Faerské ostrovy; Falklandy; Fidži; Filipíny;
Francúzska Guyana; Francúzska Polynézia; Francúzsko; Fínsko; Gabon; Gambia; Ghana; Gibraltár;
Grenada; Gruzínsko; Grécko; Grónsko; Guadeloupe; Guam; Guatemala; Guernsey; Guinea; Guinea-Bissau;
Guyana; Haiti; Holandsko; Honduras; Hongkong; India; Indonézia; Irak; Irán; Island; Izrael;
Jamajka; Japonsko; Jemen; Jersey; Jordánsko; Južná Afrika; Južná Kórea; Južný Sudán; Kajmanie
ostrovy; Kambodža; Kamerun; Kanada; Kapverdy; Karibské Holandsko; Katar; Kazachstan; Keňa;
Kirgizsko; Kiribati; Kokosové ostrovy; Kolumbia; Komory; Konžská demokratická republika; Konžská
republika; Kosovo; Kostarika; Kuba; Kuvajt; Laos; Lesotho; Libanon; Libéria; Lichtenštajnsko;
Litva; Lotyšsko; Luxembursko; Líbya; Madagaskar; Malajzia; Malawi; Maldivy; Mali; Malta; Maroko;
Marshallove ostrovy; Martinik; Mauritánia; Maurícius; Mayotte; Maďarsko; Mexiko; Mikronézia;
Mjanmarsko; Moldavsko; Monako; Mongolsko; Montserrat; Mozambik; Namíbia; Nauru; Nemecko; Nepál;
Niger; Nigéria; Nikaragua; Niue; Norfolk; Nová Kaledónia; Nový Zéland; Nórsko; Omán; Ostrov Man;
Pakistan; Palau; Palestínske územia; Panama; Papua-Nová Guinea; Paraguaj; Peru; Pitcairnove
ostrovy; Pobrežie Slonoviny; Portoriko; Portugalsko; Poľsko; Rakúsko; Rovníková Guinea; Rumunsko;
Rusko; Rwanda; Réunion; Saint Pierre a Miquelon; Salvádor; Samoa; San Maríno; Saudská Arábia;
Senegal; Severná Kórea; Severné Macedónsko; Severné Mariány; Seychely; Sierra Leone; Singapur;
Slovensko; Slovinsko; Somálsko; Spojené arabské emiráty; Spojené kráľovstvo; Spojené štáty;
Srbsko; Srí Lanka; Stredoafrická republika; Sudán; Surinam; Svalbard a Jan Mayen; Svätá Helena;
Svätá Lucia; Svätý Bartolomej; Svätý Krištof a Nevis; Svätý Martin; Svätý Tomáš a Princov ostrov;
Svätý Vincent a Grenadíny; Sýria; Tadžikistan; Taiwan; Taliansko; Tanzánia; Thajsko; Togo;
Tokelau; Tonga; Trinidad a Tobago; Tunisko; Turecko; Turkménsko; Turks a Caicos; Tuvalu; Uganda;
Ukrajina; Uruguaj; Uzbekistan; Vanuatu; Vatikán; Venezuela; Vianočný ostrov; Vietnam; Východný
Timor; Wallis a Futuna; Zambia; Zimbabwe; Západná Sahara; Írsko; Čad; Česko; Čierna Hora; Čile;
Čína; Číne; Čínou; Čínu; Číny; Šalamúnove ostrovy; Španielsko; Švajčiarsko; Švédsko
""",
    "sl": """
Afganistan; Albanija; Alžirija; Ameriška Samoa; Ameriški Deviški otoki; Andora; Angola; Angvila;
Antigva in Barbuda; Argentina; Armenija; Aruba; Avstralija; Avstrija; Azerbajdžan; Bahami;
Bahrajn; Bangladeš; Barbados; Belgija; Belize; Belorusija; Benin; Bermudi; Bocvana; Bolgarija;
Bolivija; Bosna in Hercegovina; Božični otok; Brazilija; Britanski Deviški otoki; Brunej; Burkina
Faso; Burundi; Butan; Ciper; Cookovi otoki; Curaçao; Danska; Demokratična republika Kongo;
Dominika; Dominikanska republika; Džibuti; Egipt; Ekvador; Ekvatorialna Gvineja; Eritreja;
Estonija; Esvatini; Etiopija; Falklandski otoki; Ferski otoki; Fidži; Filipini; Finska; Francija;
Francoska Gvajana; Francoska Polinezija; Gabon; Gambija; Gana; Gibraltar; Grenada; Grenlandija;
Gruzija; Grčija; Guadeloupe; Guam; Guernsey; Gvajana; Gvatemala; Gvineja; Gvineja Bissau; Haiti;
Honduras; Hongkong; Hrvaška; Indija; Indonezija; Irak; Iran; Irska; Islandija; Italija; Izrael;
Jamajka; Japonska; Jemen; Jersey; Jordanija; Južna Koreja; Južni Sudan; Južnoafriška republika;
Kajmanski otoki; Kambodža; Kamerun; Kanada; Katar; Kazahstan; Kenija; Kirgizistan; Kiribati;
Kitajska; Kitajskem; Kokosovi otoki; Kolumbija; Komori; Kongo; Kosovo; Kostarika; Kuba; Kuvajt;
Laos; Latvija; Lesoto; Libanon; Liberija; Libija; Lihtenštajn; Litva; Luksemburg; Madagaskar;
Madžarska; Malavi; Maldivi; Malezija; Mali; Malta; Maroko; Marshallovi otoki; Martinik; Mauritius;
Mavretanija; Mayotte; Mehika; Mikronezija; Mjanmar; Moldavija; Monako; Mongolija; Montserrat;
Mozambik; Namibija; Nauru; Nemčija; Nepal; Niger; Nigerija; Nikaragva; Niue; Nizozemska;
Nizozemski Karibi; Norfolški otok; Norveška; Nova Kaledonija; Nova Zelandija; Oman; Otok Man;
Otoki Turks in Caicos; Pakistan; Palau; Palestinsko ozemlje; Panama; Papua Nova Gvineja; Paragvaj;
Peru; Pitcairn; Poljska; Portoriko; Portugalska; Reunion; Romunija; Ruanda; Rusija; Saint
Barthélemy; Saint Kitts in Nevis; Saint Lucia; Saint Martin; Saint Pierre in Miquelon; Saint
Vincent in Grenadine; Salomonovi otoki; Salvador; Samoa; San Marino; Sao Tome in Principe; Saudova
Arabija; Sejšeli; Senegal; Severna Koreja; Severna Makedonija; Severni Marianski otoki; Sierra
Leone; Singapur; Sint Maarten; Sirija; Slonokoščena obala; Slovaška; Slovenija; Somalija; Srbija;
Srednjeafriška republika; Sudan; Surinam; Svalbard in Jan Mayen; Sveta Helena; Tadžikistan;
Tajska; Tajvan; Tanzanija; Timor-Leste; Togo; Tokelau; Tonga; Trinidad in Tobago; Tunizija;
Turkmenistan; Turčija; Tuvalu; Uganda; Ukrajina; Urugvaj; Uzbekistan; Vanuatu; Vatikan; Venezuela;
Vietnam; Wallis in Futuna; Zahodna Sahara; Zambija; Združene države Amerike; Združeni arabski
emirati; Združeno kraljestvo; Zelenortski otoki; Zimbabve; Ålandski otoki; Čad; Češka; Čile; Črna
gora; Španija; Šrilanka; Švedska; Švica
""",
    "sv": """
Afghanistan; Albanien; Algeriet; Amerikanska Jungfruöarna; Amerikanska Samoa; Andorra; Angola;
Anguilla; Antigua och Barbuda; Argentina; Armenien; Aruba; Australien; Azerbajdzjan; Bahamas;
Bahrain; Bangladesh; Barbados; Belarus; Belgien; Belize; Benin; Bermuda; Bhutan; Bolivia; Bosnien
och Hercegovina; Botswana; Brasilien; Brittiska Jungfruöarna; Brunei; Bulgarien; Burkina Faso;
Burundi; Caymanöarna; Centralafrikanska republiken; Chile; Colombia; Cooköarna; Costa Rica;
Curaçao; Cypern; Danmark; Djibouti; Dominica; Dominikanska republiken; Ecuador; Egypten;
Ekvatorialguinea; El Salvador; Elfenbenskusten; Eritrea; Estland; Eswatini; Etiopien;
Falklandsöarna; Fiji; Filippinerna; Finland; Frankrike; Franska Guyana; Franska Polynesien;
Färöarna; Förenade Arabemiraten; Gabon; Gambia; Georgien; Ghana; Gibraltar; Grekland; Grenada;
Grönland; Guadeloupe; Guam; Guatemala; Guernsey; Guinea; Guinea-Bissau; Guyana; Haiti; Honduras;
Hongkong; Indien; Indonesien; Irak; Iran; Irland; Island; Isle of Man; Israel; Italien; Jamaica;
Japan; Jemen; Jersey; Jordanien; Julön; Kambodja; Kamerun; Kanada; Kap Verde; Karibiska
Nederländerna; Kazakstan; Kenya; Kina; Kirgizistan; Kiribati; Kokosöarna; Komorerna;
Kongo-Brazzaville; Kongo-Kinshasa; Kosovo; Kroatien; Kuba; Kuwait; Laos; Lesotho; Lettland;
Libanon; Liberia; Libyen; Liechtenstein; Litauen; Luxemburg; Madagaskar; Malawi; Malaysia;
Maldiverna; Mali; Malta; Marocko; Marshallöarna; Martinique; Mauretanien; Mauritius; Mayotte;
Mexiko; Mikronesien; Moldavien; Monaco; Mongoliet; Montenegro; Montserrat; Moçambique; Myanmar;
Namibia; Nauru; Nederländerna; Nepal; Nicaragua; Niger; Nigeria; Niue; Nordkorea; Nordmakedonien;
Nordmarianerna; Norfolkön; Norge; Nya Kaledonien; Nya Zeeland; Oman; Pakistan; Palau; Palestinska
territorierna; Panama; Papua Nya Guinea; Paraguay; Peru; Pitcairnöarna; Polen; Portugal; Puerto
Rico; Qatar; Rumänien; Rwanda; Ryssland; Réunion; S:t Barthélemy; S:t Helena; S:t Kitts och Nevis;
S:t Lucia; S:t Pierre och Miquelon; S:t Vincent och Grenadinerna; Saint-Martin; Salomonöarna;
Samoa; San Marino; Saudiarabien; Schweiz; Senegal; Serbien; Seychellerna; Sierra Leone; Singapore;
Sint Maarten; Slovakien; Slovenien; Somalia; Spanien; Sri Lanka; Storbritannien; Sudan; Surinam;
Svalbard och Jan Mayen; Sverige; Sydafrika; Sydkorea; Sydsudan; Syrien; São Tomé och Príncipe;
Tadzjikistan; Taiwan; Tanzania; Tchad; Thailand; Tjeckien; Togo; Tokelauöarna; Tonga; Trinidad och
Tobago; Tunisien; Turkiet; Turkmenistan; Turks- och Caicosöarna; Tuvalu; Tyskland; USA; Uganda;
Ukraina; Ungern; Uruguay; Uzbekistan; Vanuatu; Vatikanstaten; Venezuela; Vietnam; Västsahara;
Wallis- och Futunaöarna; Zambia; Zimbabwe; Åland; Österrike; Östtimor
""",
}
"""Separated by semicolons; lines break between words."""
