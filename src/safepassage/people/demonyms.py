"""What people write in a nationality column beside the names of states: adjectives, short and older names.

One line a state: ISO 3166 alpha-3, then English, Arabic and French, `,` between words of one language. Arabic and
French stand in the masculine; the feminine and the plural follow by rule (`nations.py`).
"""

DEMONYMS = """
AFG|afghan|أفغاني,أفغانستان|afghan
ALB|albanian|ألباني|albanais
ARE|emirati,uae,emirates|إماراتي,الإمارات|émirati,émirien,emirats
ARG|argentine,argentinian|أرجنتيني|argentin
ARM|armenian|أرميني,أرمني|arménien
AUS|australian|أسترالي|australien
AUT|austrian|نمساوي|autrichien
AZE|azerbaijani,azeri|أذربيجاني,أذري|azerbaïdjanais
BEL|belgian|بلجيكي|belge
BGD|bangladeshi|بنغلاديشي,بنغالي|bangladais
BGR|bulgarian|بلغاري|bulgare
BHR|bahraini|بحريني|bahreïni,bahreïnien
BIH|bosnian,bosnia|بوسني,البوسنة|bosnien,bosniaque,bosnie
BLR|belarusian|بيلاروسي|biélorusse
BRA|brazilian|برازيلي|brésilien
CAN|canadian|كندي|canadien
CHE|swiss|سويسري|suisse
CHL|chilean|تشيلي,شيلي|chilien
CHN|chinese|صيني|chinois
CIV|ivorian,ivory coast|إيفواري,عاجي,ساحل العاج|ivoirien
CMR|cameroonian|كاميروني|camerounais
COL|colombian|كولومبي|colombien
CUB|cuban|كوبي|cubain
CYP|cypriot|قبرصي|chypriote
CZE|czech,czech republic|تشيكي|tchèque,république tchèque
DEU|german|ألماني|allemand
DJI|djiboutian|جيبوتي|djiboutien
DNK|danish,dane|دنماركي,دانماركي,الدانمارك|danois
DZA|algerian|جزائري|algérien
EGY|egyptian|مصري|égyptien
ERI|eritrean|إريتري,أرتري|érythréen
ESP|spanish,spaniard|إسباني,أسباني|espagnol
EST|estonian|إستوني|estonien
ETH|ethiopian|إثيوبي,أثيوبي|éthiopien
FIN|finnish,finn|فنلندي|finlandais
FRA|french|فرنسي|français
GBR|british,uk,britain,great britain,england,english|بريطاني,بريطانيا,إنجليزي,إنكلترا|britannique,anglais,grande bretagne
GEO|georgian|جورجي|géorgien
GHA|ghanaian|غاني|ghanéen
GRC|greek|يوناني|grec,grecque
HRV|croatian,croat|كرواتي|croate
HUN|hungarian|مجري,هنغاري|hongrois
IDN|indonesian|إندونيسي,أندونيسي|indonésien
IND|indian|هندي|indien
IRL|irish|إيرلندي,أيرلندي|irlandais
IRN|iranian|إيراني|iranien
IRQ|iraqi|عراقي|irakien
ISL|icelandic|آيسلندي|islandais
ISR|israeli|إسرائيلي|israélien
ITA|italian|إيطالي|italien
JOR|jordanian|أردني|jordanien
JPN|japanese|ياباني|japonais
KAZ|kazakh,kazakhstani|كازاخستاني|kazakh
KEN|kenyan|كيني|kényan
KGZ|kyrgyz,kyrgyzstani|قيرغيزي,قرغيزستاني|kirghize
KOR|korean,south korea,south korean,republic of korea|كوري,كوريا|coréen,sud coréen
KWT|kuwaiti|كويتي|koweïtien
LBN|lebanese|لبناني|libanais
LBY|libyan|ليبي|libyen
LKA|sri lankan|سريلانكي|sri lankais
LTU|lithuanian|ليتواني|lituanien
LVA|latvian|لاتفي|letton
MAR|moroccan|مغربي|marocain
MDA|moldovan|مولدوفي|moldave
MEX|mexican|مكسيكي|mexicain
MKD|macedonian,macedonia|مقدوني,مقدونيا|macédonien,macédoine
MLT|maltese|مالطي|maltais
MRT|mauritanian|موريتاني|mauritanien
MYS|malaysian|ماليزي|malaisien
NGA|nigerian|نيجيري|nigérian
NLD|dutch,holland,the netherlands|هولندي|néerlandais,hollandais,hollande
NOR|norwegian|نرويجي|norvégien
NPL|nepali,nepalese|نيبالي|népalais
NZL|new zealander|نيوزيلندي|néo zélandais
OMN|omani|عماني|omanais
PAK|pakistani|باكستاني|pakistanais
PER|peruvian|بيروفي|péruvien
PHL|filipino,filipina,philippine|فلبيني,فليبيني|philippin
POL|polish|بولندي|polonais
PRK|north korea,north korean|كوري شمالي|nord coréen
PRT|portuguese|برتغالي|portugais
PSE|palestinian,palestine,state of palestine|فلسطيني,فلسطين,دولة فلسطين|palestinien,palestine
QAT|qatari|قطري|qatari,qatarien
ROU|romanian|روماني|roumain
RUS|russian,russian federation|روسي,روسيا الاتحادية|russe,fédération de russie
SAU|saudi,saudi arabian,ksa|سعودي|saoudien
SDN|sudanese|سوداني|soudanais
SEN|senegalese|سنغالي|sénégalais
SGP|singaporean|سنغافوري|singapourien
SOM|somali|صومالي|somalien
SRB|serbian,serb|صربي|serbe
SSD|south sudanese|جنوب سوداني|sud soudanais
SVK|slovak|سلوفاكي|slovaque
SVN|slovenian,slovene|سلوفيني|slovène
SWE|swedish,swede|سويدي|suédois
SYR|syrian,syrian arab republic|سوري,الجمهورية العربية السورية|syrien
TCD|chadian|تشادي|tchadien
THA|thai|تايلاندي,تايلندي|thaïlandais
TJK|tajik|طاجيكي|tadjik
TKM|turkmen|تركماني|turkmène
TUN|tunisian|تونسي|tunisien
TUR|turkish,turk,turkey,turkiye|تركي|turc,turque,turquie
TZA|tanzanian|تنزاني|tanzanien
UKR|ukrainian|أوكراني|ukrainien
USA|american,us,usa,u s a,united states of america,america|أمريكي,أميركي,أمريكا,الولايات المتحدة الأمريكية|américain,états unis d'amérique
UZB|uzbek|أوزبكي|ouzbek
VEN|venezuelan|فنزويلي|vénézuélien
VNM|vietnamese|فيتنامي|vietnamien
YEM|yemeni|يمني|yéménite
ZAF|south african|جنوب أفريقي,جنوب إفريقي|sud africain
XXA|stateless|عديم الجنسية,بدون جنسية,بدون|apatride
XXB|refugee|لاجئ|réfugié
"""
