import type { Random } from './random.ts';

/** Where a synthetic family comes from: it shapes the name and the demographic flags, nothing else. */
export type Background =
  | 'european'
  | 'hispanic'
  | 'african_american'
  | 'african'
  | 'south_asian'
  | 'east_asian'
  | 'southeast_asian'
  | 'middle_eastern'
  | 'native'
  | 'pacific';

export type Sex = 'female' | 'male';

export interface PersonName {
  given: string;
  middle: string;
  family: string;
}

interface Names {
  female: readonly string[];
  male: readonly string[];
  family: readonly string[];
}

const list = (words: string): readonly string[] => words.trim().split(/\s+/);

const NAMES: Record<Background, Names> = {
  european: {
    female:
      list(`Emma Olivia Ava Charlotte Sophia Amelia Evelyn Abigail Harper Emily Ella Elizabeth Sofia Avery Scarlett Grace Chloe Riley Lily Nora Zoey Hannah Addison
      Aubrey Ellie Stella Natalie Leah Hazel Violet Aurora Savannah Brooklyn Bella Claire Skylar Lucy Paisley Anna Caroline Genevieve Kennedy Kinsley Allison Maya Madelyn
      Adeline Alexandra Ariana Elena Gabriella Naomi Alice Sadie Hailey Eva Emilia Autumn Quinn Nevaeh Piper Ruby Serenity Willow Everly Cora Kaylee Lydia Zoë Maren Ingrid Kaja`),
    male: list(`Liam Noah Oliver Elijah William James Benjamin Lucas Henry Alexander Mason Michael Ethan Daniel Jacob Logan Jackson Levi Sebastian Mateo Jack Owen Theodore
      Aiden Samuel Joseph John David Wyatt Matthew Luke Asher Carter Julian Grayson Leo Jayden Gabriel Isaac Lincoln Anthony Hudson Dylan Ezra Thomas Charles Christopher Jaxon
      Maverick Josiah Isaiah Andrew Elias Joshua Nathan Caleb Ryan Adrian Miles Eli Nolan Christian Aaron Cameron Ezekiel Colton Luca Landon Hunter Anders Søren Finn`),
    family:
      list(`Smith Johnson Miller Brown Davis Anderson Wilson Taylor Thomas Moore Martin Thompson White Clark Lewis Walker Hall Allen Young King Wright Hill Scott Green Adams
      Baker Nelson Carter Mitchell Roberts Turner Phillips Campbell Parker Evans Edwards Collins Stewart Morris Rogers Reed Cook Morgan Bell Murphy Bailey Cooper Richardson Cox Howard
      Ward Peterson Gray James Watson Brooks Kelly Sanders Price Bennett Wood Barnes Ross Henderson Jenkins Perry Powell Long Patterson Hughes Myers Sullivan Fisher Murray Ford Hamilton
      Graham Kowalski Nowak Schmidt Schneider Larsen Hansen Olson O'Brien O'Connor McCarthy Petrov Novak Rossi Moretti Dubois Lindqvist Bauer Weber Vogel Sørensen Kaminski Horvat`),
  },
  hispanic: {
    female:
      list(`Camila Valentina Isabella Luciana Ximena Mariana Daniela Gabriela Valeria Alejandra Fernanda Regina Natalia Andrea Paola Catalina Antonella Renata Juliana Salomé
      Guadalupe Esmeralda Jazmín Itzel Yaretzi Monserrat Lucía Sofía María Ana Rosa Elena Carmen Pilar Inés Noemí Abril Dulce Araceli Maite Leticia Marisol Ángela Belén Citlali`),
    male: list(`Santiago Mateo Sebastián Diego Emiliano Leonardo Matías Alejandro Gael Iker Ángel Emmanuel Joaquín Maximiliano Rodrigo Javier Andrés Fernando Miguel Carlos José Juan
      Luis Jesús Eduardo Ricardo Rafael Manuel Roberto Sergio Francisco Tadeo Thiago Damián Adán Julián Martín Nicolás Tomás Bruno Cristian Armando Ulises Hugo Óscar`),
    family:
      list(`García Rodríguez Martínez Hernández López González Pérez Sánchez Ramírez Torres Flores Rivera Gómez Díaz Reyes Morales Cruz Ortiz Gutiérrez Chávez Ramos Ruiz
      Álvarez Mendoza Vásquez Castillo Jiménez Moreno Romero Herrera Medina Aguilar Vargas Castro Guzmán Fernández Muñoz Salazar Soto Delgado Ríos Ortega Guerrero Estrada Contreras
      Sandoval Domínguez Padilla Luna Juárez Maldonado Navarro Cervantes Espinoza Valdez Acosta Figueroa Marquez Cabrera Zamora Ibarra Velasco Trujillo Quintero Escobar Rosales`),
  },
  african_american: {
    female:
      list(`Aaliyah Imani Nia Kiara Destiny Jada Amari Zuri Ebony Makayla Trinity Journey Nyla Kamryn Skye London Zaria Aniyah Kennedi Laila Jordyn Sanaa Amiyah Diamond Raven
      Simone Jasmine Tiana Brianna Kayla Mya Nylah Teyana Sydney Dakota Egypt Royalty Serena Maliyah Heaven`),
    male: list(`Malik Jaylen Darius Xavier Kamari Isaiah Elijah Terrell Marquis Jalen Amir Andre DeShawn Tyrone Zion Kingston Messiah Josiah Jeremiah Khalil Tremaine Trey Dante
      Cedric Reginald Maurice Kobe Cairo Legend Semaj Demetrius Marcus Devin Jamal Quincy Rashad Tyson Kareem Corey Langston`),
    family:
      list(`Washington Jefferson Jackson Williams Robinson Harris Coleman Banks Booker Gaines Dorsey Battle Mosley Rivers Joseph Charles Branch Singleton Randolph Freeman
      Franklin Simmons Bryant Holloway Grant Hampton Boone Pierre Baptiste Toussaint Dixon Mathis Hairston Merriweather Tillman Bolden Gadson Covington Frazier Byrd`),
  },
  african: {
    female: list(
      `Amara Chiamaka Adaeze Ngozi Ifeoma Zainab Fatoumata Aminata Abeba Selam Hodan Ayaan Fadumo Khadija Wanjiru Akosua Efua Adwoa Thandiwe Nomsa Makena Awa Mariama`,
    ),
    male: list(
      `Chukwuemeka Obinna Emeka Tunde Kwame Kofi Kwabena Abdi Abdirahman Yusuf Dawit Yonas Tewodros Mamadou Ousmane Ibrahima Sekou Themba Sipho Kamau Juma Babajide Ayodele`,
    ),
    family:
      list(`Okafor Adeyemi Okonkwo Eze Balogun Mensah Owusu Boateng Asante Abdi Hassan Warsame Farah Nur Tesfaye Bekele Haile Tadesse Diallo Traoré Koné Camara Mwangi Otieno
      Kamau Ndlovu Dlamini Moyo Kamara Sesay`),
  },
  south_asian: {
    female: list(
      `Aanya Diya Priya Ananya Saanvi Isha Kavya Meera Riya Anika Nisha Pooja Aditi Shreya Tanvi Zara Ayesha Mahnoor Sana Hiba Jasleen Simran Amrit Sunita`,
    ),
    male: list(
      `Arjun Aarav Rohan Vihaan Ishaan Krishna Aditya Kabir Dev Nikhil Rahul Siddharth Vikram Ayaan Zain Bilal Hamza Usman Gurpreet Harjit Manpreet Suresh Pranav Tejas`,
    ),
    family:
      list(`Patel Sharma Singh Kumar Gupta Reddy Nair Iyer Desai Mehta Rao Joshi Khan Ahmed Malik Hussain Chaudhry Kaur Gill Dhillon Banerjee Chatterjee Rahman Thapa Gurung
      Perera Fernando Menon Pillai Kapoor`),
  },
  east_asian: {
    female: list(
      `Mei Lin Xinyi Jia Yuki Sakura Hana Aiko Emi Ji-woo Seo-yeon Min-ji Ha-eun Soo-ah Yuna Wei Ying Hui Fang Li Ruby Grace Audrey Claire Vivian`,
    ),
    male: list(
      `Wei Jun Hao Ming Chen Jie Kenji Haruto Ren Sota Kaito Min-jun Seo-jun Ji-ho Do-yun Joon Kevin Eric Jason Raymond Albert Tao Bo Yi`,
    ),
    family: list(
      `Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Lin Kim Lee Park Choi Jung Kang Cho Tanaka Suzuki Sato Watanabe Yamamoto Nakamura Ito Chang Tsai Hsu`,
    ),
  },
  southeast_asian: {
    female: list(
      `Linh Thảo Mai Lan Ngọc Hương Trang Phương Kalia Mai-Lee Pa-Houa Gao-Sheng Bao Sopheap Bopha Kim-Anh Maricel Althea Jasmine Bea Kristine Dalisay Nanda Putri`,
    ),
    male: list(
      `Minh Khoa Anh Bảo Huy Long Quang Tuấn Đức Tou Kong Pao Xeng Chue Vang Sokha Dara Rithy Jomar Angelo Paolo Rizal Budi Adi`,
    ),
    family: list(
      `Nguyễn Trần Lê Phạm Huỳnh Hoàng Võ Đặng Bùi Đỗ Vang Xiong Yang Lor Thao Vue Moua Her Santos Reyes Cruz Bautista Ocampo Garcia Mendoza Aquino Chea Sok Keo Wijaya`,
    ),
  },
  middle_eastern: {
    female: list(
      `Layla Noor Yasmin Amal Salma Rania Hala Mariam Zahra Lina Dana Reem Sahar Nadia Farah Shirin Parisa Leila Dina Hanan`,
    ),
    male: list(
      `Omar Ali Hassan Karim Youssef Tariq Samir Bilal Rami Nabil Faris Ziad Khalid Mustafa Ibrahim Reza Dariush Amir Jad Elias`,
    ),
    family: list(
      `Haddad Khoury Nasser Saleh Mansour Farouk Hamdan Aziz Qasim Al-Amin Darwish Rahimi Karimi Hosseini Ahmadi Najjar Sabbagh Shaheen Issa Younis`,
    ),
  },
  native: {
    female: list(`Aiyana Winona Kaya Shania Dakota Cheyenne Autumn Tala Kimi Nizhoni Sage Raven Talulah Haloke Sierra`),
    male: list(`Takoda Chayton Cody Dakota Tyler Kai River Hunter Elan Nodin Ahanu Mato Tatanka Colt Wyatt`),
    family: list(
      `Begay Yazzie Tsosie Benally Whitehorse Redcloud Littlewolf Blackbear Manygoats Nez Tso Runningwater Eagleman Oakes Deer`,
    ),
  },
  pacific: {
    female: list(`Leilani Kalena Malia Noelani Sina Tala Moana Lupe Kiana Hina Mele Losa`),
    male: list(`Kai Keanu Sione Tavita Manu Kekoa Semisi Tevita Makoa Ioane Nalu Pita`),
    family: list(`Kahale Kealoha Tuiasosopo Faleolo Mahoe Tupou Taufa Leota Aiono Kamaka Palakiko Fonoti`),
  },
};

/** Shares of a made-up Midwestern district, not of a real one. */
export const BACKGROUNDS: readonly (readonly [Background, number])[] = [
  ['european', 47],
  ['hispanic', 23],
  ['african_american', 12],
  ['african', 4],
  ['south_asian', 4],
  ['east_asian', 3],
  ['southeast_asian', 4],
  ['middle_eastern', 2],
  ['native', 0.7],
  ['pacific', 0.3],
];

/** A synthetic name. Any likeness to a living person is chance. */
export function nameOf(random: Random, background: Background, sex: Sex): PersonName {
  const names = NAMES[background];
  const given = random.pick(names[sex]);
  const middle = random.chance(0.6) ? random.pick(names[sex]) : '';
  const first = random.pick(names.family);
  const family = random.chance(background === 'hispanic' ? 0.25 : 0.04)
    ? `${first}-${random.pick(names.family)}`
    : first;
  return { given, middle: middle === given ? '' : middle, family };
}

/** A name as a login may hold it: lower-case letters of ASCII only. */
export function loginOf(name: PersonName): string {
  return ascii(`${name.given}.${name.family}`);
}

function ascii(text: string): string {
  return text
    .normalize('NFD')
    .toLowerCase()
    .replace(/đ/g, 'd')
    .replace(/ø/g, 'o')
    .replace(/[^a-z.]/g, '');
}
