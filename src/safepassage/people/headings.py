"""How lists head their columns, in English, Arabic and French. A field's words are parted by `|`, as `text.key` reads them."""

from __future__ import annotations

from collections.abc import Mapping

from safepassage.people.words import table

PEOPLE: Mapping[str, str] = table(
    full_name="full name|name|names|name and surname|name surname|complete name|applicant name|name of applicant|passenger name|patient name|"
    "name of patient|beneficiary name|person name|full name as in passport|name as in passport|name in full|"
    "الاسم الكامل|الاسم|الاسم رباعي|الاسم الرباعي|اسم المسافر|اسم المريض|اسم الشخص|الاسم كاملا|الاسم بالكامل|الاسم الثلاثي|اسم مقدم الطلب|الأسماء|"
    "nom complet|nom et prénom|nom et prénoms|noms et prénoms|prénom et nom|nom prénom|nom du patient|nom du malade|nom et prénom du patient",
    given_name="given name|given names|first name|first names|forename|forenames|christian name|"
    "الاسم الأول|الاسم الاول|الاسم الشخصي|prénom|prénoms",
    father_name="father name|fathers name|father s name|name of father|middle name|middle names|second name|"
    "اسم الأب|اسم الاب|اسم الوالد|الأب|nom du père|prénom du père|deuxième prénom",
    grandfather_name="grandfather name|grandfathers name|grandfather s name|third name|اسم الجد|الجد|nom du grand père|prénom du grand père",
    family_name="family name|surname|last name|family names|surnames|العائلة|اسم العائلة|اللقب|الشهرة|الكنية|الاسم العائلي|nom|nom de famille|noms",
    latin_name="name in latin letters|name in english|english name|name english|latin name|full name in english|full name english|name latin|"
    "الاسم بالانجليزية|الاسم بالإنجليزي|الاسم باللغة الانجليزية|الاسم باللاتينية|الاسم بالأحرف اللاتينية|nom en lettres latines|nom latin|nom en anglais",
    birth="date of birth|dob|birth date|birthdate|born|d o b|birth|date birth|year of birth|birth year|yob|birthday|"
    "تاريخ الميلاد|تاريخ الولادة|الميلاد|تاريخ ميلاد|سنة الميلاد|المواليد|"
    "date de naissance|né le|née le|né e le|naissance|ddn|date naissance|année de naissance",
    sex="sex|gender|m f|الجنس|النوع|sexe|genre",
    nationality="nationality|citizenship|nat|nationalities|country of citizenship|citizen of|الجنسية|الجنسيه|nationalité|citoyenneté",
    passport_number="passport no|passport number|passport nr|passport num|passport|pp no|ppt no|passport id|"
    "رقم الجواز|رقم جواز السفر|جواز السفر|رقم جواز|الجواز|"
    "numéro de passeport|no de passeport|n de passeport|n passeport|passeport|num passeport|no passeport",
    id_number="id no|id number|national id|national id no|national id number|identity number|identity no|id card no|id card number|identity card no|id|"
    "رقم الهوية|الهوية|رقم البطاقة|رقم بطاقة الهوية|الرقم الوطني|الرقم القومي|رقم الهوية الشخصية|"
    "numéro d'identité|numéro de carte d'identité|no carte d'identité|n carte d'identité|carte d'identité|cni|n cni|no d'identité",
    document_number="document no|document number|travel document no|travel document number|doc no|doc number|document|"
    "رقم الوثيقة|رقم المستند|رقم وثيقة السفر|الوثيقة|numéro de document|no de document|n de document|numéro du document|n document|n du document|no document",
    document_kind="document type|document kind|type of document|doc type|kind of document|travel document type|نوع الوثيقة|نوع المستند|نوع الوثيقه|"
    "type de document|nature du document|type document",
    issuer="issuing state|issuing country|issued by|country of issue|issuer|place of issue|بلد الإصدار|جهة الإصدار|دولة الإصدار|مكان الإصدار|"
    "pays de délivrance|délivré par|état émetteur|pays émetteur|lieu de délivrance",
    family="family no|family number|family id|family|family code|family unit|household|household no|household id|household number|group no|group|case no|"
    "رقم العائلة|رقم الأسرة|رقم الاسرة|رمز العائلة|كود العائلة|الأسرة|"
    "numéro de famille|no de famille|n de famille|famille|n famille|no famille|ménage|numéro du ménage|dossier familial",
    relation="relation|relationship|relation to head|relationship to head|relation to principal|relationship to principal applicant|kinship|rel|status in family|"
    "صلة القرابة|القرابة|صلة القرابه|العلاقة|درجة القرابة|صلة القرابة برب الأسرة|العلاقة برب الأسرة|"
    "lien de parenté|parenté|lien|relation avec le chef de famille|lien familial|lien avec le demandeur",
    head="head of family|head of household|family head|household head|hoh|hof|principal applicant|principal|name of head of family|head|"
    "رب الأسرة|رب العائلة|اسم رب الأسرة|اسم رب العائلة|chef de famille|chef de ménage|nom du chef de famille|demandeur principal",
    companion_of="companion of|accompanies|accompanying|companion to|escort of|companion for|patient referral no|patient no|"
    "مرافق ل|مرافق للمريض|مرافق المريض|يرافق|اسم المريض المرافق|رقم المريض|accompagne|accompagnant de|accompagnateur de|patient accompagné",
    triage="triage|triage category|priority|urgency|medical priority|severity|condition|severity of injury|"
    "الفرز|تصنيف الحالة|درجة الخطورة|الأولوية|حالة المريض|درجة الحالة|triage médical|priorité|urgence|gravité|degré d'urgence",
    transport="transport|transport class|transport mode|means of transport|mobility|transport needed|"
    "النقل|وسيلة النقل|طريقة النقل|نوع النقل|transport requis|moyen de transport|mode de transport|mobilité",
    needs="needs|specific needs|special needs|medical needs|vulnerability|vulnerabilities|احتياجات|الاحتياجات|احتياجات خاصة|الاحتياجات الخاصة|"
    "besoins|besoins spécifiques|besoins particuliers|vulnérabilité",
    no_objection="no objection|no objection paper|no objection letter|noc|parental consent|consent of other parent|"
    "عدم ممانعة|ورقة عدم ممانعة|موافقة ولي الأمر|كتاب عدم ممانعة|non objection|lettre de non objection|autorisation parentale",
    reference="referral no|referral number|referral|referral id|file no|file number|case number|reference|reference no|reference number|ref no|ref|application no|medical file no|registration no|"
    "رقم التحويل|رقم التحويلة|رقم الملف|رقم الإحالة|رقم المرجع|المرجع|رقم الطلب|"
    "numéro de référence|référence|réf|no de dossier|numéro de dossier|n de dossier|n dossier|no de transfert|numéro de transfert|n de transfert",
    mrz="mrz|machine readable zone|machine readable lines|mrz lines|خط القراءة الآلية|منطقة القراءة الآلية|zone de lecture automatique|bande mrz",
    line="no|number|nr|s no|sn|serial|serial no|sl no|row|line|index|م|ت|الرقم|الرقم التسلسلي|رقم|مسلسل|تسلسل|n|num|numéro|n ordre|no d'ordre|ligne",
    ignored="remarks|remark|notes|note|comments|comment|phone|phone no|phone number|telephone|mobile|mobile no|contact|email|e mail|address|place of birth|date of expiry|expiry date|expiry|age|"
    "ملاحظات|ملاحظة|الهاتف|رقم الهاتف|الجوال|رقم الجوال|العنوان|مكان الميلاد|مكان الولادة|تاريخ الانتهاء|تاريخ انتهاء الجواز|العمر|البريد الالكتروني|"
    "remarques|observations|commentaires|téléphone|tél|portable|adresse|lieu de naissance|date d'expiration|âge|courriel",
)

ANSWERS: Mapping[str, str] = table(
    reference="reference|reference no|reference number|ref|ref no|person id|person|case|case reference|referral no|file no|"
    "المرجع|رقم المرجع|رقم الملف|référence|réf|numéro de référence|no de dossier|numéro de dossier",
    document_number="document number|document no|document_number|doc no|passport no|passport number|passport|id no|id number|"
    "رقم الوثيقة|رقم الجواز|رقم جواز السفر|رقم الهوية|numéro de document|no de document|n de document|numéro de passeport|no de passeport|n de passeport",
    full_name="full name|full_name|name|الاسم الكامل|الاسم|nom complet|nom et prénom",
    birth="birth date|birth_date|date of birth|dob|تاريخ الميلاد|تاريخ الولادة|date de naissance",
    answer="answer|decision|status|result|response|clearance|outcome|الرد|القرار|الجواب|النتيجة|الحالة|réponse|décision|résultat|statut",
    until="valid until|valid_until|until|expires|expiry|expiry date|valid to|validity|صالح حتى|صالحة حتى|تاريخ الانتهاء|ينتهي في|valable jusqu'au|valable jusqu au|jusqu'au|expire le|validité",
    reason="reason|reason code|code|السبب|رمز السبب|motif|code motif|raison",
    line="no|number|nr|s no|م|ت|الرقم|n|numéro",
    ignored="remarks|notes|comments|ملاحظات|remarques|observations",
)
