"""Names of countries and territories, language by language (Unicode CLDR, short forms).

Parentheses and articles are left out. Written by `scripts/country-names`.
"""

from collections.abc import Mapping
from typing import Final

NAMES: Final[Mapping[str, str]] = {
    "bg": """
Австралия; Австрия; Азербайджан; Албания; Алжир; Американска Самоа; Американски Вирджински
острови; Ангола; Ангуила; Андора; Антигуа и Барбуда; Аржентина; Армения; Аруба; Афганистан;
Бангладеш; Барбадос; Бахамски острови; Бахрейн; Беларус; Белгия; Белиз; Бенин; Бермудски острови;
Боливия; Босна и Херцеговина; Ботсвана; Бразилия; Британски Вирджински острови; Бруней Даруссалам;
Буркина Фасо; Бурунди; Бутан; България; Вануату; Ватикан; Венецуела; Виетнам; Габон; Гамбия; Гана;
Гаяна; Гваделупа; Гватемала; Гвинея; Гвинея-Бисау; Германия; Гибралтар; Гренада; Гренландия;
Грузия; Гуам; Гърнзи; Гърция; Дания; Джибути; Джърси; Доминика; Доминиканска република; Египет;
Еквадор; Екваториална Гвинея; Еритрея; Есватини; Естония; Етиопия; Замбия; Западна Сахара;
Зимбабве; Израел; Индия; Индонезия; Ирак; Иран; Ирландия; Исландия; Испания; Италия; Йемен;
Йордания; Кабо Верде; Казахстан; Кайманови острови; Камбоджа; Камерун; Канада; Карибска
Нидерландия; Катар; Кения; Кипър; Киргизстан; Кирибати; Китай; Кокосови острови; Колумбия;
Коморски острови; Конго; Косово; Коста Рика; Кот д'Ивоар; Куба; Кувейт; Кюрасао; Лаос; Латвия;
Лесото; Либерия; Либия; Ливан; Литва; Лихтенщайн; Люксембург; Мавритания; Мавриций; Мадагаскар;
Майот; Макао; Малави; Малайзия; Малдиви; Мали; Малта; Мароко; Мартиника; Маршалови острови;
Мексико; Мианмар; Микронезия; Мозамбик; Молдова; Монако; Монголия; Монтсерат; Намибия; Науру;
Непал; Нигер; Нигерия; Нидерландия; Никарагуа; Ниуе; Нова Зеландия; Нова Каледония; Норвегия;
Обединени арабски емирства; Обединеното кралство; Оландски острови; Оман; Острови Питкерн;
Пакистан; Палау; Палестински територии; Панама; Папуа-Нова Гвинея; Парагвай; Перу; Полша;
Португалия; Пуерто Рико; Реюнион; Руанда; Румъния; Русия; Салвадор; Самоа; Сан Марино; Сао Томе и
Принсипи; Саудитска Арабия; Свалбард и Ян Майен; Света Елена; Северна Корея; Северна Македония;
Северни Мариански острови; Сейнт Винсънт и Гренадини; Сейнт Китс и Невис; Сейнт Лусия; Сейшели;
Сен Бартелеми; Сен Мартен; Сен Пиер и Микелон; Сенегал; Сиера Леоне; Сингапур; Синт Мартен; Сирия;
Словакия; Словения; Соломонови острови; Сомалия; Судан; Суринам; Съединени щати; Сърбия;
Таджикистан; Тайван; Тайланд; Танзания; Тимор Лесте; Того; Токелау; Тонга; Тринидад и Тобаго;
Тувалу; Тунис; Туркменистан; Турция; Уганда; Узбекистан; Украйна; Унгария; Уолис и Футуна;
Уругвай; Фарьорски острови; Фиджи; Филипини; Финландия; Фолкландски острови; Франция; Френска
Гвиана; Френска Полинезия; Хаити; Хондурас; Хонконг; Хърватия; Централноафриканска република; Чад;
Черна гора; Чехия; Чили; Швейцария; Швеция; Шри Ланка; Южен Судан; Южна Африка; Южна Корея;
Ямайка; Япония
""",
    "cs": """
Afghánistán; Albánie; Alžírsko; Americká Samoa; Americké Panenské ostrovy; Andorra; Angola;
Anguilla; Antigua a Barbuda; Argentina; Arménie; Aruba; Austrálie; Bahamy; Bahrajn; Bangladéš;
Barbados; Belgie; Belize; Benin; Bermudy; Bhútán; Bolívie; Bosna a Hercegovina; Botswana;
Brazílie; Britské Panenské ostrovy; Brunej; Bulharsko; Burkina Faso; Burundi; Bělorusko; Chile;
Chorvatsko; Cookovy ostrovy; Curaçao; Dominikánská republika; Dánsko; Džibutsko; Egypt; Ekvádor;
Eritrea; Estonsko; Eswatini; Etiopie; Faerské ostrovy; Falklandské ostrovy; Fidži; Filipíny;
Finsko; Francie; Francouzská Guyana; Francouzská Polynésie; Gabon; Gambie; Ghana; Gibraltar;
Grenada; Gruzie; Grónsko; Guadeloupe; Guam; Guatemala; Guernsey; Guinea; Guinea-Bissau; Guyana;
Haiti; Honduras; Hongkong; Indie; Indonésie; Irsko; Irák; Island; Itálie; Izrael; Jamajka;
Japonsko; Jemen; Jersey; Jihoafrická republika; Jižní Korea; Jižní Súdán; Jordánsko; Kajmanské
ostrovy; Kambodža; Kamerun; Kanada; Kapverdy; Karibské Nizozemsko; Katar; Kazachstán; Keňa;
Kiribati; Kokosové ostrovy; Kolumbie; Komory; Kongo; Kosovo; Kostarika; Kuba; Kuvajt; Kypr;
Kyrgyzstán; Laos; Lesotho; Libanon; Libye; Libérie; Lichtenštejnsko; Litva; Lotyšsko; Lucembursko;
Madagaskar; Malajsie; Malawi; Maledivy; Mali; Malta; Maroko; Marshallovy ostrovy; Martinik;
Mauricius; Mauritánie; Mayotte; Maďarsko; Mexiko; Mikronésie; Moldavsko; Monako; Mongolsko;
Montserrat; Mosambik; Myanmar; Namibie; Nauru; Nepál; Niger; Nigérie; Nikaragua; Niue; Nizozemsko;
Norfolk; Norsko; Nová Kaledonie; Nový Zéland; Německo; Omán; Ostrov Man; Palau; Palestinská území;
Panama; Papua-Nová Guinea; Paraguay; Peru; Pitcairnovy ostrovy; Pobřeží slonoviny; Polsko;
Portoriko; Portugalsko; Pákistán; Rakousko; Rovníková Guinea; Rumunsko; Rusko; Rwanda; Réunion;
Saint-Pierre a Miquelon; Salvador; Samoa; San Marino; Saúdská Arábie; Senegal; Severní Korea;
Severní Makedonie; Severní Mariany; Seychely; Sierra Leone; Singapur; Slovensko; Slovinsko;
Somálsko; Spojené arabské emiráty; Spojené království; Spojené státy; Srbsko; Srí Lanka;
Středoafrická republika; Surinam; Svatá Helena; Svatá Lucie; Svatý Bartoloměj; Svatý Kryštof a
Nevis; Svatý Martin; Svatý Tomáš a Princův ostrov; Svatý Vincenc a Grenadiny; Súdán; Sýrie;
Tanzanie; Tchaj-wan; Thajsko; Togo; Tokelau; Tonga; Trinidad a Tobago; Tunisko; Turecko;
Turkmenistán; Turks a Caicos; Tuvalu; Tádžikistán; Uganda; Ukrajina; Uruguay; Uzbekistán; Vanuatu;
Vatikán; Venezuela; Vietnam; Vánoční ostrov; Východní Timor; Wallis a Futuna; Zambie; Zimbabwe;
Západní Sahara; Ázerbájdžán; Ålandy; Írán; Čad; Černá Hora; Česko; Čína; Čínou; Čínu; Číny; Číně;
Řecko; Šalamounovy ostrovy; Španělsko; Špicberky a Jan Mayen; Švédsko; Švýcarsko
""",
    "da": """
Afghanistan; Albanien; Algeriet; Amerikansk Samoa; Andorra; Angola; Anguilla; Antigua og Barbuda;
Argentina; Armenien; Aruba; Aserbajdsjan; Australien; Bahamas; Bahrain; Bangladesh; Barbados;
Belarus; Belgien; Belize; Benin; Bermuda; Bhutan; Bolivia; Bosnien-Hercegovina; Botswana;
Brasilien; Brunei; Bulgarien; Burkina Faso; Burundi; Cambodja; Cameroun; Canada; Caymanøerne;
Chile; Cocosøerne; Colombia; Comorerne; Congo-Brazzaville; Congo-Kinshasa; Cookøerne; Costa Rica;
Cuba; Curaçao; Cypern; Danmark; De Amerikanske Jomfruøer; De Britiske Jomfruøer; De Forenede
Arabiske Emirater; De palæstinensiske områder; De tidligere Nederlandske Antiller; Den
Centralafrikanske Republik; Den Dominikanske Republik; Djibouti; Dominica; Ecuador; Egypten; El
Salvador; Elfenbenskysten; Eritrea; Estland; Eswatini; Etiopien; Falklandsøerne; Fiji;
Filippinerne; Finland; Frankrig; Fransk Guyana; Fransk Polynesien; Færøerne; Gabon; Gambia;
Georgien; Ghana; Gibraltar; Grenada; Grækenland; Grønland; Guadeloupe; Guam; Guatemala; Guernsey;
Guinea; Guinea-Bissau; Guyana; Haiti; Honduras; Hongkong; Indien; Indonesien; Irak; Iran; Irland;
Island; Isle of Man; Israel; Italien; Jamaica; Japan; Jersey; Jordan; Juleøen; Kap Verde;
Kasakhstan; Kenya; Kina; Kirgisistan; Kiribati; Kosovo; Kroatien; Kuwait; Laos; Lesotho; Letland;
Libanon; Liberia; Libyen; Liechtenstein; Litauen; Luxembourg; Madagaskar; Malawi; Malaysia;
Maldiverne; Mali; Malta; Marokko; Marshalløerne; Martinique; Mauretanien; Mauritius; Mayotte;
Mexico; Mikronesien; Moldova; Monaco; Mongoliet; Montenegro; Montserrat; Mozambique; Myanmar;
Namibia; Nauru; Nederlandene; Nepal; New Zealand; Nicaragua; Niger; Nigeria; Niue; Nordkorea;
Nordmakedonien; Nordmarianerne; Norfolk Island; Norge; Ny Kaledonien; Oman; Pakistan; Palau;
Panama; Papua Ny Guinea; Paraguay; Peru; Pitcairn; Polen; Portugal; Puerto Rico; Qatar; Rumænien;
Rusland; Rwanda; Réunion; Saint Barthélemy; Saint Kitts og Nevis; Saint Lucia; Saint Martin; Saint
Pierre og Miquelon; Saint Vincent og Grenadinerne; Salomonøerne; Samoa; San Marino; Saudi-Arabien;
Schweiz; Senegal; Serbien; Seychellerne; Sierra Leone; Singapore; Sint Maarten; Slovakiet;
Slovenien; Somalia; Spanien; Sri Lanka; St. Helena; Storbritannien; Sudan; Surinam; Svalbard og
Jan Mayen; Sverige; Sydafrika; Sydkorea; Sydsudan; Syrien; São Tomé og Príncipe; Tadsjikistan;
Taiwan; Tanzania; Tchad; Thailand; Timor-Leste; Tjekkiet; Togo; Tokelau; Tonga; Trinidad og
Tobago; Tunesien; Turkmenistan; Turks- og Caicosøerne; Tuvalu; Tyrkiet; Tyskland; USA; Uganda;
Ukraine; Ungarn; Uruguay; Usbekistan; Vanuatu; Vatikanstaten; Venezuela; Vestsahara; Vietnam;
Wallis og Futuna; Yemen; Zambia; Zimbabwe; Åland; Ækvatorialguinea; Østrig
""",
    "de": """
Afghanistan; Albanien; Algerien; Amerikanisch-Samoa; Amerikanische Jungferninseln; Andorra;
Angola; Anguilla; Antigua und Barbuda; Argentinien; Armenien; Aruba; Aserbaidschan; Australien;
Bahamas; Bahrain; Bangladesch; Barbados; Belarus; Belgien; Belize; Benin; Bermuda; Bhutan;
Bolivien; Bosnien und Herzegowina; Botsuana; Brasilien; Britische Jungferninseln; Brunei
Darussalam; Bulgarien; Burkina Faso; Burundi; Cabo Verde; Chile; China; Cookinseln; Costa Rica;
Curaçao; Côte d'Ivoire; Deutschland; Dominica; Dominikanische Republik; Dschibuti; Dänemark;
Ecuador; El Salvador; Eritrea; Estland; Eswatini; Falklandinseln; Fidschi; Finnland; Frankreich;
Französisch-Guayana; Französisch-Polynesien; Färöer; Gabun; Gambia; Georgien; Ghana; Gibraltar;
Grenada; Griechenland; Grönland; Guadeloupe; Guam; Guatemala; Guernsey; Guinea; Guinea-Bissau;
Guyana; Haiti; Honduras; Hongkong; Indien; Indonesien; Irak; Iran; Irland; Island; Isle of Man;
Israel; Italien; Jamaika; Japan; Jemen; Jersey; Jordanien; Kaimaninseln; Kambodscha; Kamerun;
Kanada; Karibische Niederlande; Kasachstan; Katar; Kenia; Kirgisistan; Kiribati; Kokosinseln;
Kolumbien; Komoren; Kongo-Brazzaville; Kongo-Kinshasa; Kosovo; Kroatien; Kuba; Kuwait; Laos;
Lesotho; Lettland; Libanon; Liberia; Libyen; Liechtenstein; Litauen; Luxemburg; Macau; Madagaskar;
Malawi; Malaysia; Malediven; Mali; Malta; Marokko; Marshallinseln; Martinique; Mauretanien;
Mauritius; Mayotte; Mexiko; Mikronesien; Monaco; Mongolei; Montenegro; Montserrat; Mosambik;
Myanmar; Namibia; Nauru; Nepal; Neukaledonien; Neuseeland; Nicaragua; Niederlande; Niger; Nigeria;
Niue; Nordkorea; Nordmazedonien; Norfolkinsel; Norwegen; Nördliche Marianen; Oman; Pakistan;
Palau; Palästinensische Autonomiegebiete; Panama; Papua-Neuguinea; Paraguay; Peru; Philippinen;
Pitcairninseln; Polen; Portugal; Puerto Rico; Republik Moldau; Ruanda; Rumänien; Russland;
Réunion; Salomonen; Sambia; Samoa; San Marino; Saudi-Arabien; Schweden; Schweiz; Senegal; Serbien;
Seychellen; Sierra Leone; Simbabwe; Singapur; Sint Maarten; Slowakei; Slowenien; Somalia; Spanien;
Spitzbergen und Jan Mayen; Sri Lanka; St. Barthélemy; St. Helena; St. Kitts und Nevis; St. Lucia;
St. Martin; St. Pierre und Miquelon; St. Vincent und die Grenadinen; Sudan; Suriname; Syrien; São
Tomé und Príncipe; Südafrika; Südkorea; Südsudan; Tadschikistan; Taiwan; Tansania; Thailand;
Timor-Leste; Togo; Tokelau; Tonga; Trinidad und Tobago; Tschad; Tschechien; Tunesien;
Turkmenistan; Turks- und Caicosinseln; Tuvalu; Türkei; USA; Uganda; Ukraine; Ungarn; Uruguay;
Usbekistan; Vanuatu; Vatikanstadt; Venezuela; Vereinigte Arabische Emirate; Vereinigte Staaten;
Vereinigtes Königreich; Vietnam; Wallis und Futuna; Weihnachtsinsel; Weißrussland; Westsahara;
Zentralafrikanische Republik; Zypern; Ägypten; Äquatorialguinea; Äthiopien; Ålandinseln;
Österreich
""",
    "el": """
Άγιος Βαρθολομαίος; Άγιος Βικέντιος και Γρεναδίνες; Άγιος Μαρίνος; Άγιος Μαρτίνος; Αίγυπτος; Αγία
Ελένη; Αγία Λουκία; Αγκόλα; Αζερμπαϊτζάν; Αιθιοπία; Ακτή Ελεφαντοστού; Αλβανία; Αλγερία;
Αμερικανικές Παρθένες Νήσοι; Αμερικανική Σαμόα; Ανγκουίλα; Ανδόρα; Αντίγκουα και Μπαρμπούντα;
Αργεντινή; Αρμενία; Αρούμπα; Αυστρία; Αυστραλία; Αφγανιστάν; Αϊτή; Βέλγιο; Βανουάτου; Βατικανό;
Βενεζουέλα; Βερμούδες; Βιετνάμ; Βολιβία; Βοσνία; Βουλγαρία; Βραζιλία; Βρετανικές Παρθένες Νήσοι;
Βόρεια Κορέα; Βόρεια Μακεδονία; Γαλλία; Γαλλική Γουιάνα; Γαλλική Πολυνησία; Γερμανία; Γεωργία;
Γιβραλτάρ; Γκάμπια; Γκάνα; Γκέρνζι; Γκαμπόν; Γκουάμ; Γουάλις και Φουτούνα; Γουαδελούπη;
Γουατεμάλα; Γουιάνα; Γουινέα; Γουινέα Μπισάου; Γρενάδα; Γροιλανδία; Δανία; Δομινικανή Δημοκρατία;
Δυτική Σαχάρα; Ελ Σαλβαδόρ; Ελβετία; Ελλάδα; Ερυθραία; Εσθονία; Εσουατίνι; Ζάμπια; Ζιμπάμπουε;
Ηνωμένα Αραβικά Εμιράτα; Ηνωμένες Πολιτείες; Ηνωμένο Βασίλειο; Ιαπωνία; Ινδία; Ινδονησία;
Ιορδανία; Ιράκ; Ιράν; Ιρλανδία; Ισημερινή Γουινέα; Ισημερινός; Ισλανδία; Ισπανία; Ισραήλ; Ιταλία;
Κάτω Χώρες; Κένυα; Κίνα; Καζακστάν; Καμερούν; Καμπότζη; Καναδάς; Κατάρ; Κεντροαφρικανική
Δημοκρατία; Κιργιστάν; Κιριμπάτι; Κολομβία; Κομόρες; Κονγκό; Κοσσυφοπέδιο; Κουβέιτ; Κουρασάο;
Κούβα; Κροατία; Κόστα Ρίκα; Κύπρος; Λάος; Λίβανος; Λεσότο; Λετονία; Λευκορωσία; Λιβερία; Λιβύη;
Λιθουανία; Λιχτενστάιν; Λουξεμβούργο; Μάλι; Μάλτα; Μαγιότ; Μαδαγασκάρη; Μακάο; Μαλάουι; Μαλαισία;
Μαλδίβες; Μαρτινίκα; Μαρόκο; Μαυρίκιος; Μαυριτανία; Μαυροβούνιο; Μεξικό; Μιανμάρ; Μικρονησία;
Μογγολία; Μοζαμβίκη; Μολδαβία; Μονακό; Μονσεράτ; Μπανγκλαντές; Μπαρμπέιντος; Μπαχάμες; Μπαχρέιν;
Μπελίζ; Μπενίν; Μποτσουάνα; Μπουρκίνα Φάσο; Μπουρούντι; Μπουτάν; Μπρουνέι; Νέα Ζηλανδία; Νέα
Καληδονία; Νήσοι Όλαντ; Νήσοι Βόρειες Μαριάνες; Νήσοι Κέιμαν; Νήσοι Κουκ; Νήσοι Κόκος; Νήσοι
Μάρσαλ; Νήσοι Πίτκερν; Νήσοι Σολομώντος; Νήσοι Τερκς και Κάικος; Νήσοι Φερόες; Νήσοι Φόκλαντ;
Νήσος Νόρφολκ; Νήσος του Μαν; Νήσος των Χριστουγέννων; Νίγηρας; Ναμίμπια; Ναουρού; Νεπάλ; Νιγηρία;
Νικαράγουα; Νιούε; Νορβηγία; Ντομίνικα; Νότια Αφρική; Νότια Κορέα; Νότιο Σουδάν; Ολλανδία
Καραϊβικής; Ομάν; Ονδούρα; Ουγγαρία; Ουγκάντα; Ουζμπεκιστάν; Ουκρανία; Ουρουγουάη; Πακιστάν;
Παλάου; Παλαιστινιακά Εδάφη; Παναμάς; Παπούα Νέα Γουινέα; Παραγουάη; Περού; Πολωνία; Πορτογαλία;
Πουέρτο Ρίκο; Πράσινο Ακρωτήριο; Ρεϊνιόν; Ρουάντα; Ρουμανία; Ρωσία; Σάο Τομέ και Πρίνσιπε; Σαμόα;
Σαουδική Αραβία; Σβάλμπαρντ και Γιαν Μαγιέν; Σεν Κιτς και Νέβις; Σεν Πιερ και Μικελόν; Σενεγάλη;
Σερβία; Σεϋχέλλες; Σιέρα Λεόνε; Σιγκαπούρη; Σλοβακία; Σλοβενία; Σομαλία; Σουδάν; Σουηδία;
Σουρινάμ; Σρι Λάνκα; Συρία; Τανζανία; Τατζικιστάν; Ταϊβάν; Ταϊλάνδη; Τζέρζι; Τζαμάικα; Τζιμπουτί;
Τιμόρ-Λέστε; Τοκελάου; Τουβαλού; Τουρκία; Τουρκμενιστάν; Τρινιντάντ και Τομπάγκο; Τσαντ; Τσεχία;
Τυνησία; Τόγκο; Τόνγκα; Υεμένη; Φίτζι; Φιλιππίνες; Φινλανδία; Χιλή; Χονγκ Κονγκ
""",
    "en": """
Afghanistan; Albania; Algeria; American Samoa; Andorra; Angola; Anguilla; Antigua & Barbuda;
Antigua and Barbuda; Argentina; Armenia; Aruba; Australia; Austria; Azerbaijan; Bahamas; Bahrain;
Bangladesh; Barbados; Belarus; Belgium; Belize; Benin; Bermuda; Bhutan; Bolivia; Bosnia &
Herzegovina; Bosnia and Herzegovina; Botswana; Bouvet Island; Brazil; British Indian Ocean
Territory; British Virgin Islands; Brunei; Brunei Darussalam; Bulgaria; Burkina Faso; Burundi;
Cabo Verde; Cambodia; Cameroon; Canada; Cape Verde; Caribbean Netherlands; Cayman Islands; Central
African Republic; Chad; Chile; China; Christmas Island; Cocos Islands; Colombia; Comoros; Congo;
Cook Islands; Costa Rica; Croatia; Cuba; Curaçao; Cyprus; Czech Republic; Czechia; Côte d'Ivoire;
Democratic Republic of Congo; Denmark; Djibouti; Dominica; Dominican Republic; Ecuador; Egypt; El
Salvador; Equatorial Guinea; Eritrea; Estonia; Eswatini; Ethiopia; Falkland Islands; Faroe
Islands; Fiji; Finland; France; French Guiana; French Polynesia; Gabon; Gambia; Georgia; Germany;
Ghana; Gibraltar; Great Britain; Greece; Greenland; Grenada; Guadeloupe; Guam; Guatemala;
Guernsey; Guinea; Guinea-Bissau; Guyana; Haiti; Honduras; Hong Kong; Hungary; Iceland; India;
Indonesia; Iran; Iraq; Ireland; Isle of Man; Israel; Italy; Ivory Coast; Jamaica; Japan; Jersey;
Jordan; Kazakhstan; Kenya; Kiribati; Korea; Kosovo; Kuwait; Kyrgyzstan; Lao People's Democratic
Republic; Laos; Latvia; Lebanon; Lesotho; Liberia; Libya; Liechtenstein; Lithuania; Luxembourg;
Macao; Macau; Madagascar; Malawi; Malaysia; Maldives; Mali; Malta; Marshall Islands; Martinique;
Mauritania; Mauritius; Mayotte; Mexico; Micronesia; Moldova; Monaco; Mongolia; Montenegro;
Montserrat; Morocco; Mozambique; Myanmar; Namibia; Nauru; Nepal; Netherlands; New Caledonia; New
Zealand; Nicaragua; Niger; Nigeria; Niue; Norfolk Island; North Korea; North Macedonia; Northern
Mariana Islands; Norway; Oman; Pakistan; Palau; Palestine; Palestinian Territories; Panama; Papua
New Guinea; Paraguay; Peru; Philippines; Pitcairn Islands; Poland; Portugal; Puerto Rico; Qatar;
Romania; Russia; Russian Federation; Rwanda; Réunion; Saint Barthélemy; Saint Helena; Saint Kitts
and Nevis; Saint Lucia; Saint Martin; Saint Pierre and Miquelon; Saint Vincent and Grenadines;
Samoa; San Marino; Saudi Arabia; Senegal; Serbia; Seychelles; Sierra Leone; Singapore; Sint
Maarten; Slovakia; Slovenia; Solomon Islands; Somalia; South Africa; South Korea; South Sudan;
Spain; Sri Lanka; St. Barthélemy; St. Helena; St. Kitts & Nevis; St. Lucia; St. Martin; St. Pierre
& Miquelon; St. Vincent & Grenadines; Sudan; Suriname; Svalbard & Jan Mayen; Svalbard and Jan
Mayen; Sweden; Switzerland; Syria; Syrian Arab Republic; São Tomé & Príncipe; São Tomé and
Príncipe; Taiwan; Tajikistan; Tanzania; Thailand; Timor-Leste; Togo; Tokelau; Tonga; Trinidad &
Tobago; Trinidad and Tobago; Tunisia; Turkey; Turkmenistan; Turks & Caicos Islands; Turks and
Caicos Islands; Tuvalu; Türkiye; U.S. Virgin Islands; UK; USA; Uganda; Ukraine; United Arab
Emirates; United Kingdom; United Kingdom of Great Britain and Northern Ireland; United States;
United States of America; Uruguay; Uzbekistan; Vanuatu; Vatican City; Venezuela; Viet Nam;
Vietnam; Wallis & Futuna; Wallis and Futuna; Western Sahara; Yemen; Zambia; Zimbabwe; Åland
Islands
""",
    "es": """
Afganistán; Albania; Alemania; Andorra; Angola; Anguila; Antigua y Barbuda; Arabia Saudí; Argelia;
Argentina; Armenia; Aruba; Australia; Austria; Azerbaiyán; Bahamas; Bangladés; Barbados; Baréin;
Belice; Benín; Bermudas; Bielorrusia; Bolivia; Bosnia y Herzegovina; Botsuana; Brasil; Brunéi;
Bulgaria; Burkina Faso; Burundi; Bután; Bélgica; Cabo Verde; Camboya; Camerún; Canadá; Caribe
neerlandés; Catar; Chad; Chequia; Chile; China; Chipre; Ciudad del Vaticano; Colombia; Comoras;
Congo; Corea del Norte; Corea del Sur; Costa Rica; Croacia; Cuba; Curazao; Côte d'Ivoire;
Dinamarca; Dominica; Ecuador; Egipto; El Salvador; Emiratos Árabes Unidos; Eritrea; Eslovaquia;
Eslovenia; España; Estados Unidos; Estonia; Esuatini; Etiopía; Filipinas; Finlandia; Fiyi;
Francia; Gabón; Gambia; Georgia; Ghana; Gibraltar; Granada; Grecia; Groenlandia; Guadalupe; Guam;
Guatemala; Guayana Francesa; Guernesey; Guinea; Guinea Ecuatorial; Guinea-Bisáu; Guyana; Haití;
Honduras; Hong Kong; Hungría; India; Indonesia; Irak; Irlanda; Irán; Isla Norfolk; Isla de Man;
Isla de Navidad; Islandia; Islas Aland; Islas Caimán; Islas Cocos; Islas Cook; Islas Feroe; Islas
Malvinas; Islas Marianas del Norte; Islas Marshall; Islas Pitcairn; Islas Salomón; Islas Turcas y
Caicos; Islas Vírgenes Británicas; Islas Vírgenes de EE. UU.; Israel; Italia; Jamaica; Japón;
Jersey; Jordania; Kazajistán; Kenia; Kirguistán; Kiribati; Kosovo; Kuwait; Laos; Lesoto; Letonia;
Liberia; Libia; Liechtenstein; Lituania; Luxemburgo; Líbano; Macedonia del Norte; Madagascar;
Malasia; Malaui; Maldivas; Mali; Malta; Marruecos; Martinica; Mauritania; Mayotte; Micronesia;
Moldavia; Mongolia; Montenegro; Montserrat; Mozambique; Myanmar; México; Mónaco; Namibia; Nauru;
Nepal; Nicaragua; Nigeria; Niue; Noruega; Nueva Caledonia; Nueva Zelanda; Níger; Omán; Pakistán;
Palaos; Panamá; Papúa Nueva Guinea; Paraguay; Países Bajos; Perú; Polinesia Francesa; Polonia;
Portugal; Puerto Rico; Reino Unido; República Centroafricana; República Democrática del Congo;
República Dominicana; Reunión; Ruanda; Rumanía; Rusia; Samoa; Samoa Americana; San Bartolomé; San
Cristóbal y Nieves; San Marino; San Martín; San Pedro y Miquelón; San Vicente y las Granadinas;
Santa Elena; Santa Lucía; Santo Tomé y Príncipe; Senegal; Serbia; Seychelles; Sierra Leona;
Singapur; Sint Maarten; Siria; Somalia; Sri Lanka; Sudáfrica; Sudán; Sudán del Sur; Suecia; Suiza;
Surinam; Svalbard y Jan Mayen; Sáhara Occidental; Tailandia; Taiwán; Tanzania; Tayikistán;
Territorios Palestinos; Timor-Leste; Togo; Tokelau; Tonga; Trinidad y Tobago; Turkmenistán;
Turquía; Tuvalu; Túnez; Ucrania; Uganda; Uruguay; Uzbekistán; Vanuatu; Venezuela; Vietnam; Wallis
y Futuna; Yemen; Yibuti; Zambia; Zimbabue
""",
    "et": """
Afganistan; Ahvenamaa; Albaania; Alžeeria; Ameerika Samoa; Ameerika Ühendriigid; Andorra; Angola;
Anguilla; Antigua ja Barbuda; Araabia Ühendemiraadid; Argentina; Armeenia; Aruba; Aserbaidžaan;
Austraalia; Austria; Bahama; Bahrein; Bangladesh; Barbados; Belau; Belgia; Belize; Benin; Bermuda;
Bhutan; Boliivia; Bosnia ja Hertsegoviina; Botswana; Brasiilia; Briti Neitsisaared; Brunei;
Bulgaaria; Burkina Faso; Burundi; Colombia; Cooki saared; Costa Rica; Curaçao; Djibouti; Dominica;
Dominikaani Vabariik; Ecuador; Eesti; Egiptus; Ekvatoriaal-Guinea; El Salvador; Elevandiluurannik;
Eritrea; Etioopia; Falklandi saared; Fidži; Filipiinid; Fääri saared; Gabon; Gambia; Ghana;
Gibraltar; Grenada; Gruusia; Gröönimaa; Guadeloupe; Guam; Guatemala; Guernsey; Guinea;
Guinea-Bissau; Guyana; Haiti; Hiina; Hispaania; Holland; Honduras; Hongkong; Horvaatia; Ida-Timor;
Iirimaa; Iisrael; India; Indoneesia; Iraak; Iraan; Island; Itaalia; Jaapan; Jamaica; Jeemen;
Jersey; Jordaania; Jõulusaar; Kaimanisaared; Kambodža; Kamerun; Kanada; Kariibi Madalmaad;
Kasahstan; Katar; Keenia; Kesk-Aafrika Vabariik; Kiribati; Komoorid; Kongo DV; Kongo Vabariik;
Kookossaared; Kosovo; Kreeka; Kuuba; Kuveit; Kõrgõzstan; Küpros; Laos; Leedu; Lesotho; Libeeria;
Liechtenstein; Liibanon; Liibüa; Luksemburg; Läti; Lääne-Sahara; Lõuna-Aafrika Vabariik;
Lõuna-Korea; Lõuna-Sudaan; Madagaskar; Malaisia; Malawi; Maldiivid; Mali; Malta; Mani saar;
Maroko; Marshalli Saared; Martinique; Mauritaania; Mauritius; Mayotte; Mehhiko; Mikroneesia;
Moldova; Monaco; Mongoolia; Montenegro; Montserrat; Mosambiik; Myanmar; Namiibia; Nauru; Nepal;
Nicaragua; Nigeeria; Niger; Niue; Norfolk; Norra; Omaan; Paapua Uus-Guinea; Pakistan; Palestiina
alad; Panama; Paraguay; Peruu; Pitcairni saared; Poola; Portugal; Prantsuse Guajaana; Prantsuse
Polüneesia; Prantsusmaa; Puerto Rico; Põhja-Korea; Põhja-Makedoonia; Põhja-Mariaanid;
Roheneemesaared; Rootsi; Rumeenia; Rwanda; Réunion; Saalomoni Saared; Saint Helena; Saint Kitts ja
Nevis; Saint Lucia; Saint Vincent ja Grenadiinid; Saint-Barthélemy; Saint-Martin; Saint-Pierre ja
Miquelon; Saksamaa; Sambia; Samoa; San Marino; Saudi Araabia; Seišellid; Senegal; Serbia; Sierra
Leone; Singapur; Sint Maarten; Slovakkia; Sloveenia; Somaalia; Soome; Sri Lanka; Sudaan; Suriname;
Svaasimaa; Svalbard ja Jan Mayen; São Tomé ja Príncipe; Süüria; Taani; Tadžikistan; Tai; Taiwan;
Tansaania; Togo; Tokelau; Tonga; Trinidad ja Tobago; Tuneesia; Turks ja Caicos; Tuvalu; Türgi;
Türkmenistan; Tšaad; Tšehhi; Tšiili; USA Neitsisaared; Uganda; Ukraina; Ungari; Uruguay;
Usbekistan; Uus-Kaledoonia; Uus-Meremaa; Valgevene; Vanuatu; Vatikan; Venemaa; Venezuela; Vietnam;
Wallis ja Futuna; Zimbabwe; Ühendkuningriik; Šveits
""",
}
"""Separated by semicolons; lines break between words."""
