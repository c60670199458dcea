"""Who the demo's invented candidates are: a line each, with the seed of their face.

The seeds were searched once with the real engine, so that every drawing is found, the two
drawings of one person lie near each other and those of two people do not
(``tests/contract/test_demo_people.py`` checks all of that).
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DemoPerson:
    number: str
    name: str
    female: bool
    birth_date: date
    formation: str
    category: str
    accommodation: str | None
    skin: float
    headscarf: bool
    peci: bool
    seed: int


NUMBER_PREFIX = "241101"
FORMATIONS = {
    "AK": "Analis Kebijakan",
    "PK": "Pranata Komputer",
    "PR": "Perawat",
    "GM": "Guru Matematika",
    "PP": "Penata Kelola Pemerintahan",
    "AR": "Arsiparis",
    "PT": "Penyuluh Pertanian",
    "AU": "Auditor",
}
CATEGORIES = {
    "U": "general",
    "C": "cum_laude",
    "D": "disability",
    "P": "papua",
    "T": "left_behind",
    "S": "diaspora",
}
# Serial; name; woman (w, j with a headscarf) or man (m, k with a peci); born; formation; category;
# skin from light to dark; seed.
# An asterisk at the category asks for the accommodation of a blind candidate.
LINES = """
00017; Rizky Aditya Pratama; m; 1998-03-14; PK; U; 0.36; 1001
00023; Siti Nurhaliza Rahmawati; j; 1999-07-02; AK; U; 0.30; 1002
00031; I Made Wirawan; m; 1996-11-21; PT; U; 0.44; 1003
00038; Ni Luh Putu Ariyani; w; 2000-01-30; GM; U; 0.38; 1004
00044; Yohanes Wenda; m; 1997-05-09; PR; P; 0.90; 1006
00052; Maria Yuliana Kogoya; w; 1998-12-24; PR; P; 0.86; 1007
00059; Muhammad Fadli Harahap; k; 1995-08-17; AU; U; 0.34; 1010
00066; Dewi Anggraini Siregar; j; 1997-02-11; PP; U; 0.28; 1011
00070; Andi Baso Mappatoba; m; 1994-06-25; AK; U; 0.42; 1012
00081; Nurul Hidayah Daeng Kanang; j; 2001-04-18; PK; C; 0.36; 1013
00093; Bambang Setyo Nugroho; k; 1990-10-05; AR; U; 0.46; 1014
00102; Tri Wahyuni Lestari; j; 1996-09-13; GM; U; 0.34; 1015
00108; Kevin Halim Wijaya; m; 1999-02-26; PK; C; 0.12; 1017
00115; Stefani Tanuwijaya; w; 2000-08-08; AU; U; 0.10; 1018
00127; Markus Nahumury; m; 1993-04-03; PT; U; 0.74; 1020
00133; Debora Latuconsina; w; 1997-10-19; PP; U; 0.66; 1021
00140; Ahmad Zulkarnain; k; 1995-01-07; GM; U; 0.38; 1022
00148; Fitri Handayani; j; 1998-05-29; PR; U; 0.32; 1023
00156; Togar Maruli Simanjuntak; m; 1992-07-31; AU; U; 0.40; 1025
00161; Rohani Br. Sitepu; w; 1996-03-22; AK; U; 0.34; 1027
00169; Asep Hidayat Suryadi; m; 1997-12-01; PP; U; 0.38; 1028
00174; Neng Rina Marlina; j; 1999-11-15; PK; U; 0.26; 1031
00182; Yosef Bria Seran; m; 1994-09-09; PT; T; 0.70; 1032
00190; Maria Goreti Bano; w; 1995-06-16; GM; T; 0.66; 1033
00199; Hendra Gunawan Saputra; m; 1993-02-28; PK; U; 0.30; 1034
00205; Ratna Kusumawardani; j; 1991-08-20; AR; U; 0.34; 1036
00213; Dimas Arya Kusuma; m; 2001-01-12; AK; C; 0.28; 1037
00220; Indah Permatasari; w; 2000-04-04; PP; U; 0.24; 1038
00228; Abdul Rahman Lubis; m; 1989-05-23; AU; U; 0.44; 1039
00236; Cut Nadia Zahra; j; 2000-10-27; AK; U; 0.24; 1040
00244; Teuku Iskandar Muda Syah; k; 1996-08-30; PP; U; 0.38; 1041
00251; Wa Ode Sarina; j; 1998-06-06; PT; U; 0.46; 1042
00259; La Ode Hamdan; m; 1995-12-18; PR; U; 0.52; 1044
00267; Jefri Mandagi; m; 1997-03-08; GM; U; 0.22; 1045
00275; Grace Natalia Wowor; w; 1999-09-25; PK; U; 0.16; 1047
00283; Aloysius Kelen; m; 1992-11-11; AR; U; 0.68; 1048
00290; Yuliana Beatriks Ndun; w; 1998-01-19; PR; U; 0.62; 1049
00298; Syarif Abdurrahman; k; 1994-04-21; AU; U; 0.40; 1051
00306; Norhayati; j; 1997-07-17; PP; U; 0.32; 1052
00313; Dayang Suriani; j; 1996-02-02; AR; U; 0.30; 1053
00321; Agustinus Ola Lagamaking; m; 1993-08-14; PT; T; 0.72; 1056
00330; Elisabet Rumbiak; w; 1999-03-31; GM; P; 0.88; 1057
00338; Daniel Yoman; m; 2000-12-09; PK; P; 0.92; 1058
00345; Naomi Wanimbo; w; 1997-11-03; AK; P; 0.84; 1059
00353; Wahyu Tri Hartono; m; 1998-10-10; PR; U; 0.42; 1060
00360; Sri Rahayu Ningsih; j; 1990-01-25; GM; U; 0.40; 1061
00368; Bayu Segara Putra; m; 1999-05-05; AK; U; 0.34; 1062
00377; Putu Ayu Saraswati; w; 2001-06-21; PK; C; 0.30; 1063
00385; Ketut Sudarsana; m; 1991-09-02; AR; U; 0.50; 1065
00392; Lalu Muhamad Zaini; m; 1996-04-26; PT; U; 0.48; 1066
00401; Baiq Nurlaila; j; 1998-08-12; PR; U; 0.42; 1067
00409; Faisal Tanjung Pane; m; 1995-05-15; PP; D*; 0.36; 1070
00416; Melati Ayuningtyas; j; 1997-01-08; AK; D; 0.26; 1075
00424; Rangga Dwi Saputro; m; 2000-02-17; PK; U; 0.32; 1076
00431; Lestari Widyaningrum; w; 1994-12-12; AU; U; 0.36; 1079
00439; Oktavianus Dappa; m; 1997-10-02; GM; U; 0.70; 1080
00447; Zainal Arifin Nasution; k; 1988-06-19; AU; U; 0.42; 1081
00455; Khairunnisa Putri; j; 2001-09-09; PR; U; 0.22; 1082
00463; Guntur Prakoso; m; 1996-07-07; PT; U; 0.46; 1083
00470; Anisa Fauziah; j; 1999-12-29; GM; U; 0.28; 1084
00478; Ferdinand Lumbantobing; m; 1995-03-03; AK; U; 0.38; 1085
00486; Christina Aritonang; w; 1998-04-14; PP; U; 0.28; 1087
00494; Hamzah Latif Usman; m; 1997-06-30; PK; U; 0.44; 1088
00502; Marlina Tomasoa; w; 1996-05-20; AR; U; 0.60; 1089
00510; Robby Chandra Salim; m; 2000-07-23; AU; S; 0.14; 1090
00518; Erna Puspitasari; j; 1993-11-27; PR; U; 0.34; 1091
00526; Galih Ramadhan; m; 1999-01-16; PP; U; 0.30; 1092
00533; Nabila Safitri; j; 2001-02-14; AK; C; 0.24; 1094
00541; Taufik Hidayatullah; k; 1992-03-19; GM; D; 0.40; 1095
00549; Yenny Kristanti; w; 1995-09-28; PK; U; 0.18; 1096
00557; Petrus Kambu; m; 1998-02-06; PT; P; 0.88; 1097
00565; Suci Ramadhani; j; 2000-11-19; PP; U; 0.30; 1100
00573; Arif Budi Santoso; m; 1994-10-24; AR; U; 0.44; 1107
00581; Vina Oktaviani; w; 1999-08-03; PR; U; 0.32; 1108
00589; Ismail Marzuki Tahir; m; 1996-12-30; AK; U; 0.40; 1109
00597; Halimah Tusadiah; j; 1997-04-09; AU; U; 0.36; 1110
"""


def _person(line: str) -> DemoPerson:
    serial, name, kind, born, formation, category, skin, seed = line.split("; ")
    return DemoPerson(
        number=NUMBER_PREFIX + serial,
        name=name,
        female=kind in {"w", "j"},
        birth_date=date.fromisoformat(born),
        formation=FORMATIONS[formation],
        category=CATEGORIES[category.rstrip("*")],
        accommodation="tunanetra" if category.endswith("*") else None,
        skin=float(skin),
        headscarf=kind == "j",
        peci=kind == "k",
        seed=int(seed),
    )


DEMO_PEOPLE: tuple[DemoPerson, ...] = tuple(_person(line) for line in LINES.strip().splitlines())
