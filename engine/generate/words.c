// SPDX-License-Identifier: GPL-3.0-or-later
// Invented names and phrases, in the languages and scripts that real exports hold. No
// real person or company is meant.

#include "words_internal.h"

#include <stdio.h>

// clang-format off
static const struct ssi_gen_culture cultures[] = {
    {SSI_GEN_AMERICAS, false,
     {{"Avery", "avery"}, {"Brooke", "brooke"}, {"Caleb", "caleb"}, {"Dana", "dana"},
      {"Robert \"Bob\"", "bob"}, {"Elena", "elena"}, {"Marcus", "marcus"}, {"Nia", "nia"},
      {"Owen", "owen"}, {"Priscilla", "priscilla"}, {"Tyler", "tyler"}, {"Zoe", "zoe"}},
     {{"Whitlock", "whitlock"}, {"Baxter", "baxter"}, {"Caldwell", "caldwell"},
      {"Delacroix", "delacroix"}, {"Everhart", "everhart"}, {"Fairbanks", "fairbanks"},
      {"García-López", "garcia-lopez"}, {"Holloway", "holloway"}, {"Ibarra", "ibarra"},
      {"Nuñez", "nunez"}, {"Stanton", "stanton"}, {"Vaughn", "vaughn"}}},
    {SSI_GEN_BRITAIN, false,
     {{"Alasdair", "alasdair"}, {"Bronwen", "bronwen"}, {"Ciarán", "ciaran"},
      {"Daphne", "daphne"}, {"Ewan", "ewan"}, {"Fiona", "fiona"}, {"Gareth", "gareth"},
      {"Harriet", "harriet"}, {"Niamh", "niamh"}, {"Rhys", "rhys"},
      {"Siobhán", "siobhan"},
      {"Tamsin", "tamsin"}},
     {{"O'Malley", "omalley"}, {"Pemberton", "pemberton"}, {"MacAllister", "macallister"},
      {"Ashdown", "ashdown"}, {"Blythe-Jones", "blythe-jones"}, {"O’Rourke", "orourke"},
      {"Thackeray", "thackeray"}, {"Llewellyn", "llewellyn"}, {"Hargreave", "hargreave"},
      {"Okafor", "okafor"}, {"Winslow", "winslow"}, {"D'Arcy", "darcy"}}},
    {SSI_GEN_EUROPE, false,
     {{"Jürgen", "juergen"}, {"Käthe", "kaethe"}, {"Léa", "lea"},
      {"François", "francois"},
      {"Giulia", "giulia"}, {"Søren", "soeren"}, {"Åsa", "aasa"}, {"Zoë", "zoe"},
      {"Łukasz", "lukasz"}, {"Małgorzata", "malgorzata"}, {"Iñigo", "inigo"},
      {"Matteo", "matteo"}},
     {{"Müller-Brandt", "mueller-brandt"}, {"Groß", "gross"}, {"Lefèvre", "lefevre"},
      {"D'Amico", "damico"}, {"van der Linden", "vanderlinden"},
      {"Ångström", "aangstroem"},
      {"Kowalczyk", "kowalczyk"}, {"Þórsdóttir", "thorsdottir"},
      {"Sørensen", "soerensen"},
      {"Szczepański", "szczepanski"}, {"Echeverría", "echeverria"},
      {"Bianchi", "bianchi"}}},
    {SSI_GEN_EUROPE, false,
     {{"Анна", "anna"}, {"Дмитро", "dmytro"}, {"Елена", "elena"}, {"Ярослав", "yaroslav"},
      {"Ольга", "olga"}, {"Богдан", "bohdan"}, {"Наталія", "nataliya"}, {"Иван", "ivan"},
      {"Светлана", "svetlana"}, {"Тарас", "taras"}, {"Юлия", "yuliya"},
      {"Георги", "georgi"}},
     {{"Коваль", "koval"}, {"Петренко", "petrenko"}, {"Соколова", "sokolova"},
      {"Зорин", "zorin"}, {"Гончар", "honchar"}, {"Лысенко", "lysenko"},
      {"Бондар", "bondar"}, {"Тихонов", "tikhonov"}, {"Вільха", "vilkha"},
      {"Димитрова", "dimitrova"}, {"Яременко", "yaremenko"}, {"Чайка", "chayka"}}},
    {SSI_GEN_GULF, false,
     {{"محمد", "mohammed"}, {"فاطمة", "fatima"}, {"خالد", "khalid"}, {"نورة", "noura"},
      {"عبد الله", "abdullah"}, {"ليلى", "layla"}, {"يوسف", "yousef"}, {"مريم", "maryam"},
      {"سلمان", "salman"}, {"هدى", "huda"}, {"طارق", "tariq"}, {"ريم", "reem"}},
     {{"الهاشمي", "alhashimi"}, {"النعيمي", "alnuaimi"}, {"القحطاني", "alqahtani"},
      {"المنصوري", "almansoori"}, {"الزهراني", "alzahrani"}, {"بن راشد", "binrashid"},
      {"الكعبي", "alkaabi"}, {"السالم", "alsalem"}, {"حداد", "haddad"},
      {"خوري", "khoury"},
      {"الشامسي", "alshamsi"}, {"نجار", "najjar"}}},
    {SSI_GEN_INDIA, false,
     {{"Aarav", "aarav"}, {"Ananya", "ananya"}, {"Deepak", "deepak"},
      {"Ishita", "ishita"},
      {"Karthik", "karthik"}, {"Meera", "meera"}, {"प्रिया", "priya"}, {"राहुल", "rahul"},
      {"Rohan", "rohan"}, {"Sunita", "sunita"}, {"Vikram", "vikram"}, {"Zara", "zara"}},
     {{"Bhattacharya", "bhattacharya"}, {"D'Souza", "dsouza"}, {"Iyer", "iyer"},
      {"Kulkarni", "kulkarni"}, {"Mehra", "mehra"}, {"Nair", "nair"}, {"शर्मा", "sharma"},
      {"Reddy", "reddy"}, {"Singhania", "singhania"}, {"Thakur", "thakur"},
      {"Venkataraman", "venkataraman"}, {"Qureshi", "qureshi"}}},
    {SSI_GEN_CHINA, true,
     {{"小明", "xiaoming"}, {"丽华", "lihua"}, {"志强", "zhiqiang"}, {"雨桐", "yutong"},
      {"建国", "jianguo"}, {"思远", "siyuan"}, {"晓燕", "xiaoyan"}, {"伟", "wei"},
      {"佳怡", "jiayi"}, {"浩然", "haoran"}, {"静", "jing"}, {"子轩", "zixuan"}},
     {{"王", "wang"}, {"李", "li"}, {"陈", "chen"}, {"欧阳", "ouyang"}, {"林", "lin"},
      {"赵", "zhao"}, {"周", "zhou"}, {"司马", "sima"}, {"黄", "huang"}, {"徐", "xu"},
      {"𠮷田", "yoshida"}, {"郑", "zheng"}}},
};
// clang-format on

const struct ssi_gen_culture *ssi_gen_culture(uint32_t region, uint64_t bits)
{
    size_t count = SSI_COUNT(cultures);
    size_t at = (size_t)(bits % count);
    if ((bits >> 16 & 7) == 0) {
        return &cultures[at];
    }
    while (cultures[at].region != region) {
        at = (at + 1) % count;
    }
    return &cultures[at];
}

const char *ssi_gen_credentials(uint64_t bits)
{
    static const char *const credentials[] = {", MBA", ", PMP, CISSP", " (she/her)",
                                              ", Ph.D.", " 🚀"};
    return bits % 24 < SSI_COUNT(credentials) ? credentials[bits % 24] : "";
}

static const struct {
    const char *name;
    enum ssi_gen_region_id region;
} teams[] = {
    {"Mid-Market North America", SSI_GEN_AMERICAS},
    {"DACH Vertrieb Süd", SSI_GEN_EUROPE},
    {"Enterprise UK & Ireland", SSI_GEN_BRITAIN},
    {"Key Accounts, Nordics", SSI_GEN_EUROPE},
    {"India Inside Sales", SSI_GEN_INDIA},
    {"Public Sector East", SSI_GEN_AMERICAS},
    {"大中华区", SSI_GEN_CHINA},
    {"Équipe grands comptes", SSI_GEN_EUROPE},
    {"Gulf Enterprise", SSI_GEN_GULF},
    {"Partners & Alliances", SSI_GEN_BRITAIN},
    {"Iberia y LATAM", SSI_GEN_AMERICAS},
    {"Strategic \"Top 20\"", SSI_GEN_AMERICAS},
    {"Europa Środkowa", SSI_GEN_EUROPE},
    {"Renewals", SSI_GEN_BRITAIN},
    {"Solution Engineers", SSI_GEN_INDIA},
    {"SMB Hunters", SSI_GEN_AMERICAS},
};

enum ssi_gen_region_id ssi_gen_team_region(uint32_t team)
{
    return teams[team % SSI_COUNT(teams)].region;
}

size_t ssi_gen_team_name(uint32_t team, char *out, size_t size)
{
    const char *name = teams[team % SSI_COUNT(teams)].name;
    uint32_t number = team / (uint32_t)SSI_COUNT(teams);
    int len = number == 0 ? snprintf(out, size, "%s", name)
                          : snprintf(out, size, "%s %u", name, number + 1);
    return (size_t)len;
}

// With the people in a hundred who work in each.
static const struct {
    const char *name;
    uint32_t percent;
} industries[] = {
    {"Software Development", 24},
    {"IT Services and IT Consulting", 16},
    {"Financial Services", 12},
    {"Manufacturing", 11},
    {"Professional Services", 9},
    {"Hospitals and Health Care", 8},
    {"Telecommunications", 7},
    {"Retail", 6},
    {"Transportation, Logistics, Supply Chain and Storage", 4},
    {"Farming, Ranching, Forestry", 3},
};

uint32_t ssi_gen_industry_of(double u)
{
    double left = u * 100;
    uint32_t industry = 0;
    while (industry + 1 < SSI_COUNT(industries) && left >= industries[industry].percent) {
        left -= industries[industry].percent;
        industry++;
    }
    return industry;
}

const char *ssi_gen_industry(uint32_t industry)
{
    return industries[industry % SSI_COUNT(industries)].name;
}

static const char *const home_companies[] = {"Nordwind Systems", "Nordwind Systems Asia",
                                             "Halyard Cloud", "Brightwater Data"};

const char *ssi_gen_home_company(uint32_t company)
{
    return home_companies[company % SSI_COUNT(home_companies)];
}

static const char *const companies[] = {
    "Acorn & Vale Logistics",
    "Altamira Energía",
    "Bluefjord Shipping",
    "Cedarline Health",
    "Copperfield Insurance",
    "Dünenberg Maschinenbau",
    "Eastgate Rail",
    "Fennmark Foods",
    "Grünwald Pharma",
    "Harborlight Bank",
    "Ironbridge Steel",
    "Jade River Electronics",
    "Kestrel Airways",
    "Lumière Cosmétiques",
    "Maple Ridge Credit Union",
    "Nova Polska",
    "Orchid Telecom",
    "Pinecrest Schools",
    "Quarry Street Capital",
    "Redwood Robotics",
    "Société Aubépine",
    "Tamarind Retail",
    "Umbra Security",
    "Valmont Textiles",
    "Westmere Council",
    "Xenith Biotech",
    "Yarrow Consulting",
    "Zephyr Wind Power",
    "晨星科技",
    "شركة الواحة",
    "Ромашка Логистика",
    "Smith, Weaver & Partners",
};

const char *ssi_gen_company(uint64_t bits)
{
    static const char *const own[] = {"Nordwind Systems", "NORDWIND SYSTEMS",
                                      "Nordwind Systems", "Halyard Cloud"};
    if (bits % 100 < 5) {
        return own[bits >> 20 & 3];
    }
    return companies[(bits >> 8) % SSI_COUNT(companies)];
}

static const struct ssi_gen_title titles[] = {
    {"Account Executive", "senior", false},
    {"Software Engineer", "entry", false},
    {"Product Manager", "manager", false},
    {"Vertriebsmitarbeiter", "senior", false},
    {"Chef de projet", "manager", false},
    {"Procurement Specialist", "senior", false},
    {"Ingeniera de datos", "senior", false},
    {"HR Business Partner", "senior", false},
    {"Marketing Coordinator", "entry", false},
    {"Data Analyst", "", false},
    {"IT-Leiter", "manager", false},
    {"Customer Success Manager", "", false},
    {"Operations Manager", "manager", false},
    {"Consultant", "senior", false},
    {"销售经理", "manager", false},
    {"Student", "training", false},
    {"Kierownik sprzedaży", "manager", false},
    {"Recruiter", "", false},
    {"Director of Sales", "director", true},
    {"VP Engineering", "vp", true},
    {"Chief Information Officer", "cxo", true},
    {"Directeur général", "cxo", true},
    {"Geschäftsführer", "owner", true},
    {"Head of Procurement", "director", true},
    {"Managing Partner", "partner", true},
    {"首席执行官", "cxo", true},
    {"مدير عام", "director", true},
    {"Vice President, Supply Chain", "vp", true},
};

enum { TITLES_OF_STAFF = 18 };

const struct ssi_gen_title *ssi_gen_title(uint64_t bits)
{
    size_t deciders = SSI_COUNT(titles) - TITLES_OF_STAFF;
    if (bits % 100 < 16) {
        return &titles[TITLES_OF_STAFF + (bits >> 8) % deciders];
    }
    return &titles[(bits >> 8) % TITLES_OF_STAFF];
}

const char *ssi_gen_seller_title(uint64_t bits)
{
    static const char *const sellers[] = {"Account Executive",
                                          "Senior Account Executive",
                                          "Sales Development Representative",
                                          "Key Account Manager",
                                          "Vertriebsleiterin",
                                          "Ingénieur commercial",
                                          "Regional Sales Lead",
                                          "Business Development Manager",
                                          "Ejecutivo de ventas",
                                          "客户经理",
                                          "Solution Consultant",
                                          "Inside Sales Specialist"};
    return sellers[bits % SSI_COUNT(sellers)];
}

const char *ssi_gen_topic(uint64_t bits)
{
    static const char *const topics[] = {"cloud migration",
                                         "AI",
                                         "cloud migration",
                                         "supply chain",
                                         "AI",
                                         "cyber security",
                                         "leadership",
                                         "hiring",
                                         "sustainability",
                                         "customer stories",
                                         "data platforms",
                                         "company news",
                                         "events",
                                         "football",
                                         "Digitalisierung",
                                         "人工智能"};
    return topics[bits % SSI_COUNT(topics)];
}

const char *ssi_gen_skill(uint32_t number)
{
    static const char *const skills[] = {"B2B sales",
                                         "social selling",
                                         "negotiation",
                                         "account management",
                                         "SaaS",
                                         "cloud migration",
                                         "forecasting",
                                         "CRM",
                                         "public speaking",
                                         "AI",
                                         "solution selling",
                                         "lead generation",
                                         "data platforms",
                                         "cyber security",
                                         "supply chain",
                                         "coaching",
                                         "Vertrieb",
                                         "gestion de comptes",
                                         "pipeline management",
                                         "contract management",
                                         "channel partners",
                                         "change management",
                                         "Microsoft Excel",
                                         "商务谈判"};
    return skills[number % SSI_COUNT(skills)];
}

const char *ssi_gen_headline_tail(uint64_t bits)
{
    static const char *const tails[] = {"",
                                        " | Helping teams move to the cloud",
                                        " | AI & data platforms",
                                        " – hiring!",
                                        " | Supply chain, logistics, coffee",
                                        " | Ich bringe Fabriken in die Cloud",
                                        " ★★★",
                                        " | \"Always be curious\"",
                                        " | cyber security for banks",
                                        " | ex-consultant",
                                        " | Speaker, mentor",
                                        " | 让数据说话"};
    return tails[bits % SSI_COUNT(tails)];
}

const char *ssi_gen_sentence(uint64_t bits)
{
    static const char *const sentences[] = {
        "I help manufacturers move their planning to the cloud without stopping a single "
        "line.",
        "Fifteen years in B2B sales, most of them listening.",
        "My customers call me when their data platforms do not talk to each other.",
        "Wir machen Lieferketten sichtbar, vom Rohstoff bis zum Regal.",
        "J'accompagne les banques dans leurs projets de cyber security.",
        "Before sales I was an engineer, and it shows: I ask too many questions.",
        "Ask me about AI that pays for itself, \"proof of value\" included.",
        "Away from work: long-distance running, bad puns, two dogs.",
        "Creo que vender es sobre todo escuchar.",
        "President's Club in three of the last five years; grateful to a great team.",
        "我帮助企业用数据做出更好的决定。",
        "Happy to connect with anyone who cares about supply chain, sustainability or "
        "hiring.",
    };
    return sentences[bits % SSI_COUNT(sentences)];
}
