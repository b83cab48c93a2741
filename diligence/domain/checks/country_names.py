"""English short names of countries and territories; left out are those that are other words too."""

_LISTED = """
Afghanistan; Albania; Algeria; American Samoa; Andorra; Angola; Anguilla; Antarctica; Antigua
and Barbuda; Argentina; Armenia; Aruba; Australia; Austria; Azerbaijan; Bahamas; Bahrain;
Bangladesh; Barbados; Belarus; Belgium; Belize; Benin; Bermuda; Bhutan; Bolivia; Bonaire; Bosnia
and Herzegovina; Botswana; Bouvet Island; Brazil; British Indian Ocean Territory; Brunei
Darussalam; Bulgaria; Burkina Faso; Burundi; Cabo Verde; Cambodia; Cameroon; Canada; Cayman
Islands; Central African Republic; Chile; China; Christmas Island; Cocos; Colombia; Comoros;
Congo; Cook Islands; Costa Rica; Croatia; Cuba; Curaçao; Cyprus; Czech Republic; Czechia; Côte
d'Ivoire; Democratic Republic of Congo; Denmark; Djibouti; Dominica; Dominican Republic;
Ecuador; Egypt; El Salvador; Equatorial Guinea; Eritrea; Estonia; Eswatini; Ethiopia; Falkland
Islands; Faroe Islands; Fiji; Finland; France; French Guiana; French Polynesia; French Southern
Territories; Gabon; Gambia; Germany; Ghana; Gibraltar; Greece; Greenland; Grenada; Guadeloupe;
Guam; Guatemala; Guernsey; Guinea-Bissau; Guyana; Haiti; Heard Island and McDonald Islands;
Honduras; Hong Kong; Hungary; Iceland; India; Indonesia; Iran; Iraq; Ireland; Isle of Man;
Israel; Italy; Ivory Coast; Jamaica; Japan; Jordan; Kazakhstan; Kenya; Kiribati; Korea; Kuwait;
Kyrgyzstan; Lao People's Democratic Republic; Laos; Latvia; Lebanon; Lesotho; Liberia; Libya;
Liechtenstein; Lithuania; Luxembourg; Macao; Macau; Madagascar; Malawi; Malaysia; Maldives;
Mali; Malta; Marshall Islands; Martinique; Mauritania; Mauritius; Mayotte; Mexico; Micronesia;
Moldova; Monaco; Mongolia; Montenegro; Montserrat; Morocco; Mozambique; Myanmar; Namibia; Nauru;
Nepal; Netherlands; New Caledonia; New Zealand; Nicaragua; Nigeria; Niue; Norfolk Island; North
Korea; North Macedonia; Northern Mariana Islands; Norway; Oman; Pakistan; Palau; Palestine;
Panama; Papua New Guinea; Paraguay; Peru; Philippines; Pitcairn; Poland; Portugal; Puerto Rico;
Qatar; Romania; Russia; Russian Federation; Rwanda; Réunion; Saint Barthélemy; Saint Helena;
Saint Kitts and Nevis; Saint Lucia; Saint Pierre and Miquelon; Saint Vincent and the Grenadines;
Samoa; San Marino; Sao Tome and Principe; Saudi Arabia; Senegal; Serbia; Seychelles; Sierra
Leone; Singapore; Sint Maarten; Slovakia; Slovenia; Solomon Islands; Somalia; South Africa;
South Georgia and the South Sandwich Islands; South Korea; South Sudan; Spain; Sri Lanka; Sudan;
Suriname; Svalbard and Jan Mayen; Sweden; Switzerland; Syria; Syrian Arab Republic; Taiwan;
Tajikistan; Tanzania; Thailand; Timor-Leste; Togo; Tokelau; Tonga; Trinidad and Tobago; Tunisia;
Turkey; Turkmenistan; Turks and Caicos Islands; Tuvalu; Türkiye; Uganda; Ukraine; United Arab
Emirates; United Kingdom; United Kingdom of Great Britain and Northern Ireland; United States;
United States of America; Uruguay; Uzbekistan; Vanuatu; Venezuela; Viet Nam; Vietnam; Virgin
Islands; Wallis and Futuna; Western Sahara; Yemen; Zambia; Zimbabwe; Åland Islands
"""

NAMES = frozenset(" ".join(_LISTED.split()).split("; "))
