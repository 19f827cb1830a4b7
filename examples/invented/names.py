"""A small pool of names written for this example: each in Arabic, with the Latin spellings that papers give it.

Every person is thrown together from these; whoever bears such a name in life has nothing to do with this example.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """One name: in Arabic letters, and in Latin letters as different papers spell it."""

    arabic: str
    latin: tuple[str, ...]


def _pool(text: str) -> tuple[Name, ...]:
    lines = (line.split(":") for line in text.strip().split("\n"))
    return tuple(Name(arabic.strip(), tuple(latin.split())) for arabic, latin in lines)


MEN = _pool("""
محمد: Mohammed Mohamed Muhammad Mohammad
أحمد: Ahmed Ahmad
محمود: Mahmoud Mahmud
خالد: Khaled Khalid
يوسف: Yousef Youssef Yusuf
إبراهيم: Ibrahim Ebrahim
عمر: Omar Umar
علي: Ali Aly
حسن: Hassan Hasan
حسين: Hussein Hussain Husayn
سامي: Sami Samy
رامي: Rami Ramy
طارق: Tareq Tariq Tarek
زياد: Ziad Ziyad Zeyad
مصطفى: Mustafa Mostafa Moustafa
عبد الله: Abdullah Abdallah
عبد الرحمن: Abdelrahman Abdulrahman
كريم: Karim Kareem
نبيل: Nabil Nabeel
فادي: Fadi Fady
جمال: Jamal Gamal Djamal
ماجد: Majed Majid
وليد: Walid Waleed
هاني: Hani Hany
باسم: Basem Basim Bassem
نادر: Nader Nadir
أنس: Anas
بلال: Bilal Belal
حمزة: Hamza Hamzah
أيمن: Ayman Aiman
رائد: Raed Raid
سعيد: Said Saeed
عماد: Imad Emad
مروان: Marwan Marouan
معاذ: Muath Moaz Mouaz
نضال: Nidal Nedal
هشام: Hisham Hesham
يحيى: Yahya Yehya Yahia
يزن: Yazan Yazen
صالح: Saleh Salih
عدنان: Adnan
غسان: Ghassan Ghasan
فارس: Fares Faris
قاسم: Qasem Kassem Qasim
لؤي: Luay Loay Louay
مؤمن: Mumen Moamen Momen
نعيم: Naim Naeem
وسيم: Wasim Waseem
أسامة: Osama Usama
بشار: Bashar Bachar
تامر: Tamer Tamir
جهاد: Jihad Gehad
داود: Dawood Daoud Dawud
رشيد: Rashid Rasheed Rachid
سليمان: Suleiman Sulaiman Soliman
شادي: Shadi Shady Chadi
""")

WOMEN = _pool("""
فاطمة: Fatima Fatma Fatimah
مريم: Maryam Mariam Meryem
عائشة: Aisha Aysha Aicha
خديجة: Khadija Khadijah
زينب: Zainab Zeinab Zaynab
سارة: Sara Sarah
نور: Nour Noor Nur
هدى: Huda Hoda Houda
أمل: Amal
إيمان: Iman Eman Imane
رنا: Rana
ريم: Reem Rim
سلمى: Salma Selma
لينا: Lina Leena
منى: Mona Muna
هبة: Heba Hiba
ياسمين: Yasmin Yasmeen Yasmine
سمر: Samar
رغد: Raghad
دعاء: Doaa Duaa
آية: Aya Ayah
إسراء: Israa Esraa
أسماء: Asma Asmaa
بتول: Batoul Batool
جنى: Jana Janna
حنان: Hanan Hanane
دانا: Dana
دينا: Dina Deena
رانيا: Rania Raniya
روان: Rawan
سعاد: Suad Souad
سميرة: Samira Sameera
شيماء: Shaimaa Chaima
عبير: Abeer Abir
غادة: Ghada Ghadah
فرح: Farah
لبنى: Lubna Loubna
لمى: Lama
ليلى: Layla Leila Laila
مها: Maha
ميساء: Maysa Maisa
نادية: Nadia Nadya
نجلاء: Najla Naglaa
نسرين: Nisreen Nesrine
نهى: Noha Nuha
هناء: Hanaa Hana
هيا: Haya
وفاء: Wafa Wafaa
ولاء: Walaa Wala
يارا: Yara
رؤى: Ruaa Roaa
تالا: Tala
جود: Joud Jood
ملك: Malak
حلا: Hala
""")

FAMILIES = _pool("""
الحداد: Al-Haddad Alhaddad Haddad
النجار: Al-Najjar Alnajjar Elnajar
الخياط: Al-Khayyat Alkhayat
الصياد: Al-Sayyad Alsayyad Elsayad
البستاني: Al-Bustani Albostani
الزيتوني: Al-Zaytouni Alzaitouni
الفران: Al-Farran Alfarran
السقا: Al-Saqqa Alsaqa Elsakka
الرملي: Al-Ramli Alramli Elramly
البحري: Al-Bahri Albahri Elbahry
المغربي: Al-Maghribi Almoghrabi
الشامي: Al-Shami Alshami Elshamy
المصري: Al-Masri Almasri Elmasry
الحلبي: Al-Halabi Alhalabi
القدسي: Al-Qudsi Alkudsi
الجبلي: Al-Jabali Aljabali
الغزالي: Al-Ghazali Alghazaly
الكاتب: Al-Kateb Alkatib
القاضي: Al-Qadi Alkadi Elkady
الطبيب: Al-Tabib Altabib
المعلم: Al-Muallim Almoallem
الخطيب: Al-Khatib Alkhateeb Elkhatib
العطار: Al-Attar Alattar Elattar
الدهان: Al-Dahhan Aldahan
الصباغ: Al-Sabbagh Alsabagh
الحلاق: Al-Hallaq Alhallak
الطحان: Al-Tahhan Altahan Eltahan
اللبان: Al-Labban Allaban
القصاب: Al-Qassab Alkassab
الساعاتي: Al-Saati Alsaaty
أبو النور: Abu-Elnour Abualnoor Abulnur
أبو الخير: Abu-Alkhair Aboulkheir
أبو زيتون: Abu-Zaytoun Abuzaitoun
أبو شمس: Abu-Shams Aboushams
أبو قمر: Abu-Qamar Aboukamar
أبو ليمون: Abu-Laymoun Abulaimon
أبو سنبل: Abu-Sunbul Abusonbol
أبو ريحان: Abu-Rayhan Aburihan
أبو نخلة: Abu-Nakhla Abounakhla
أبو عنب: Abu-Inab Abuenab
بركات: Barakat
سرور: Surour Soroor
منصور: Mansour Mansoor
غنيم: Ghoneim Ghunaim
شريف: Sharif Shareef Cherif
زيدان: Zidan Zeidan Zaydan
رضوان: Radwan Redwan
سلامة: Salama Salameh
حمدان: Hamdan
شاهين: Shaheen Chahine Shahin
نصار: Nassar
جابر: Jaber Gaber Djaber
هلال: Hilal Helal
مطر: Matar
غيث: Ghaith Gheith
ربيع: Rabie Rabee
صيام: Siyam Seyam
عوض: Awad Awadh
فرج: Faraj Farag
كامل: Kamel Kamil
ناصر: Nasser Nasir
وهبة: Wahba Wahbah
يونس: Younis Younes Yunus
زهران: Zahran
درويش: Darwish Darweesh
سمور: Sammour Samour
حمامة: Hamama
عصفور: Asfour Osfour
غزلان: Ghozlan Ghuzlan
زرقاوي: Zarqawy Zerkaoui
الوردي: Al-Wardi Alwardi Elwardy
الياسميني: Al-Yasmini Alyasmini
التين: Al-Teen Alteen
الرمان: Al-Rumman Alromman
القمحاوي: Al-Qamhawi Alkamhawy
الشاطئ: Al-Shati Alshatie
الوادي: Al-Wadi Alwady Elwadi
المرج: Al-Marj Almarg
الربيعي: Al-Rabii Alrabiey
الصيفي: Al-Saifi Alsayfi
""")

OTHER_MEN = _pool("""
جون: John
ديفيد: David
أندريه: Andre Andrei
سيرجي: Sergei Sergey
ماركو: Marco
توماس: Thomas Tomas
كارلوس: Carlos
رامون: Ramon
باتريك: Patrick
نيكولا: Nicolas Nikola
""")

OTHER_WOMEN = _pool("""
أولغا: Olga Olha
ناتاليا: Natalia Nataliya
ماريا: Maria
إيلينا: Elena Olena
جنيفر: Jennifer
آنا: Anna Ana
كلارا: Clara Klara
روزا: Rosa
مارغريت: Margaret
سفيتلانا: Svetlana
إنغريد: Ingrid
كارمن: Carmen
""")

OTHER_FAMILIES = _pool("""
سانتوس: Santos
مولر: Mueller Muller
بتروف: Petrov Petroff
كوفالنكو: Kovalenko
أوبراين: O'Brien
غارسيا: Garcia
روسي: Rossi
نوفاك: Novak
سيلفا: Silva
هانسن: Hansen
براون: Brown
رييس: Reyes
دوبوا: Dubois
كوالسكي: Kowalski
""")
