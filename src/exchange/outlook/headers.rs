//! What Outlook calls its columns, by the language it runs in.
//!
//! The desktop program writes them in the language of its menus, the web in English, and some
//! languages have words left in English; so the English table is looked into after every other.
//! A line is a field and its names, between bars and in lower case. The tables are text, as
//! hundreds of pairs of pointers would take four times the room in the program.

use encoding_rs::{Encoding, WINDOWS_1250, WINDOWS_1252};

use crate::domain::columns::Field::{self, *};
use crate::domain::columns::Part::{City as Town, Country, Postcode, Region, Street, Whole};
use crate::domain::rules::DateOrder::{self, DayFirst, MonthFirst};

/// One language.
pub(super) struct Language {
    /// How days are written in it.
    pub(super) order: DateOrder,
    /// What its bytes are, where they are not UTF-8.
    pub(super) codepage: &'static Encoding,
    text: &'static str,
}

impl Language {
    /// The fields with their names.
    pub(super) fn headers(&self) -> impl Iterator<Item = (Field, &'static str)> + use<> {
        self.text.lines().filter_map(|line| {
            let (key, names) = line.split_once(": ")?;
            let (_, field) = FIELDS.iter().find(|(of, _)| *of == key)?;
            Some((*field, names))
        })
    }

    /// The names of a field, without a look at what the others are.
    pub(super) fn names(&self, wanted: Field) -> impl Iterator<Item = &'static str> + use<> {
        let keys = FIELDS.iter().filter(move |(_, field)| *field == wanted);
        let text = self.text;
        keys.flat_map(move |(key, _)| {
            let of_it = move |line: &'static str| line.strip_prefix(key)?.strip_prefix(": ");
            text.lines().filter_map(of_it)
        })
        .flat_map(|names| names.split('|'))
    }
}

/// All that are known, English first.
pub(super) static LANGUAGES: [Language; 12] = [
    language(MonthFirst, ENGLISH),
    language(DayFirst, GERMAN),
    language(DayFirst, FRENCH),
    language(DayFirst, SPANISH),
    language(DayFirst, ITALIAN),
    language(DayFirst, DUTCH),
    language(DayFirst, BRAZILIAN),
    language(DayFirst, PORTUGUESE),
    Language {
        order: DayFirst,
        codepage: WINDOWS_1250,
        text: POLISH,
    },
    language(DayFirst, SWEDISH),
    language(DayFirst, DANISH),
    language(DayFirst, NORWEGIAN),
];

const fn language(order: DateOrder, text: &'static str) -> Language {
    Language {
        order,
        codepage: WINDOWS_1252,
        text,
    }
}

const WORK: &str = "work";
const HOME: &str = "home";
const OTHER: &str = "other";

/// What the tables call the fields.
const FIELDS: &[(&str, Field)] = &[
    ("prefix", Prefix),
    ("given", Given),
    ("middle", Middle),
    ("family", Family),
    ("suffix", Suffix),
    ("nickname", Nickname),
    ("phonetic", Phonetic),
    ("org", Org),
    ("unit", Unit),
    ("title", Title),
    ("city", City),
    ("email", Email),
    ("handle", Handle),
    ("url", Url("")),
    ("phone", Phone("")),
    ("mobile", Phone("mobile")),
    ("home phone", Phone(HOME)),
    ("work phone", Phone(WORK)),
    ("other phone", Phone(OTHER)),
    ("car phone", Phone("car")),
    ("radio phone", Phone("radio")),
    ("company phone", Phone("company")),
    ("assistant phone", Phone("assistant")),
    ("callback", Phone("callback")),
    ("pager", Phone("pager")),
    ("tty", Phone("tty")),
    ("work fax", Phone("work fax")),
    ("home fax", Phone("home fax")),
    ("fax", Phone("fax")),
    ("birthday", Day("birthday")),
    ("anniversary", Day("anniversary")),
    ("spouse", Relation("spouse")),
    ("children", Relation("child")),
    ("manager", Relation("manager")),
    ("assistant", Relation("assistant")),
    ("tags", Tag),
    ("hobby", Interest),
    ("note", Note),
    ("profession", Detail("profession")),
    ("office", Detail("office")),
    ("schools", Detail("schools")),
    ("referred by", Detail("referred by")),
    ("user 1", Detail("user 1")),
    ("user 2", Detail("user 2")),
    ("user 3", Detail("user 3")),
    ("user 4", Detail("user 4")),
    ("work street", Address(WORK, Street)),
    ("work city", Address(WORK, Town)),
    ("work region", Address(WORK, Region)),
    ("work postcode", Address(WORK, Postcode)),
    ("work country", Address(WORK, Country)),
    ("work address", Address(WORK, Whole)),
    ("home street", Address(HOME, Street)),
    ("home city", Address(HOME, Town)),
    ("home region", Address(HOME, Region)),
    ("home postcode", Address(HOME, Postcode)),
    ("home country", Address(HOME, Country)),
    ("home address", Address(HOME, Whole)),
    ("other street", Address(OTHER, Street)),
    ("other city", Address(OTHER, Town)),
    ("other region", Address(OTHER, Region)),
    ("other postcode", Address(OTHER, Postcode)),
    ("other country", Address(OTHER, Country)),
    ("other address", Address(OTHER, Whole)),
];

const ENGLISH: &str = "\
given: first name
family: last name
email: e-mail address|e-mail 2 address|e-mail 3 address
prefix: title
middle: middle name
suffix: suffix
nickname: nickname
phonetic: given yomi|surname yomi
org: company
unit: department
title: job title
city: location
handle: imaddress
url: web page|personal web page
phone: primary phone
mobile: mobile phone
home phone: home phone|home phone 2
work phone: business phone|business phone 2
other phone: other phone
car phone: car phone
radio phone: radio phone
company phone: company main phone
assistant phone: assistant's phone
callback: callback
pager: pager
tty: tty/tdd phone
work fax: business fax
home fax: home fax
fax: other fax
work street: business street|business street 2|business street 3|business address po box
work city: business city
work region: business state
work postcode: business postal code
work country: business country/region|business country
work address: business address
home street: home street|home street 2|home street 3|home address po box
home city: home city
home region: home state
home postcode: home postal code
home country: home country/region|home country
home address: home address
other street: other street|other street 2|other street 3|other address po box
other city: other city
other region: other state
other postcode: other postal code
other country: other country/region|other country
other address: other address
birthday: birthday
anniversary: anniversary
spouse: spouse
children: children
manager: manager's name
assistant: assistant's name
tags: categories
hobby: hobby
note: notes
profession: profession
office: office location
schools: schools
referred by: referred by
user 1: user 1
user 2: user 2
user 3: user 3
user 4: user 4
";

const GERMAN: &str = "\
given: vorname
family: nachname
email: e-mail-adresse|e-mail 2: adresse|e-mail 3: adresse
prefix: anrede
middle: weitere vornamen
suffix: suffix
nickname: spitzname
phonetic: vorname yomi|nachname yomi
org: firma
unit: abteilung
title: position
city: ort
url: webseite
phone: haupttelefon
mobile: mobiltelefon|mobiltelefon 2
home phone: telefon privat|telefon privat 2
work phone: telefon geschäftlich|telefon geschäftlich 2
other phone: weiteres telefon
car phone: autotelefon
company phone: telefon firma
assistant phone: telefon assistent
callback: rückmeldung
pager: pager
work fax: fax geschäftlich
home fax: fax privat
fax: weiteres fax
work street: straße geschäftlich|straße geschäftlich 2|straße geschäftlich 3|postfach geschäftlich
work city: ort geschäftlich
work region: region geschäftlich
work postcode: postleitzahl geschäftlich
work country: land/region geschäftlich
home street: straße privat|straße privat 2|straße privat 3|postfach privat
home city: ort privat
home region: bundesland/kanton privat|region privat
home postcode: postleitzahl privat
home country: land/region privat
other street: weitere straße|weitere straße 2|weitere straße 3|weiteres postfach
other city: weiterer ort
other region: weiteres/r bundesland/kanton
other postcode: weitere postleitzahl
other country: weiteres/e land/region
birthday: geburtstag
anniversary: jahrestag
spouse: partner
children: kinder
manager: name des/der vorgesetzten
assistant: name assistent
tags: kategorien
hobby: hobby
note: notizen
profession: beruf
office: büro
referred by: empfohlen von
user 1: benutzer 1
user 2: benutzer 2
user 3: benutzer 3
user 4: benutzer 4
";

const FRENCH: &str = "\
given: prénom
family: nom
email: adresse de messagerie|adresse de messagerie 2|adresse de messagerie 3
title: titre
middle: deuxième prénom
suffix: suffixe
nickname: surnom
phonetic: prénom yomi|nom yomi
org: société
unit: service
city: emplacement
url: page web
phone: téléphone principal
mobile: tél. mobile
home phone: téléphone (domicile)|téléphone 2 (domicile)
work phone: téléphone (bureau)|téléphone 2 (bureau)
other phone: téléphone (autre)
car phone: téléphone (voiture)
radio phone: radio téléphone
company phone: téléphone société
assistant phone: téléphone de l'assistant(e)
callback: rappel
pager: récepteur de radiomessagerie
work fax: télécopie (bureau)
home fax: télécopie (domicile)
fax: télécopie (autre)
work street: rue (bureau)|rue (bureau) 2|rue (bureau) 3|b.p. professionnelle
work city: ville (bureau)
work region: dép/région (bureau)
work postcode: code postal (bureau)
work country: pays/région (bureau)|pays (bureau)
home street: rue (domicile)|rue (domicile) 2|rue (domicile) 3|boîte postale du domicile
home city: ville (domicile)
home region: dép/région (domicile)
home postcode: code postal (domicile)
home country: pays/région (domicile)|pays (domicile)
other street: rue (autre)|rue (autre) 2|rue (autre) 3|autre boîte postale
other city: ville (autre)
other region: dép/région (autre)
other postcode: code postal (autre)
other country: pays/région (autre)|pays (autre)
birthday: anniversaire
anniversary: anniversaire de mariage ou fête
spouse: conjoint(e)
children: enfants
manager: responsable
assistant: nom de l'assistant(e)
tags: catégories
hobby: passe-temps
note: notes
profession: profession
office: bureau
referred by: recommandé par
user 1: utilisateur 1
user 2: utilisateur 2
user 3: utilisateur 3
user 4: utilisateur 4
";

const SPANISH: &str = "\
given: nombre
family: apellidos
email: dirección de correo electrónico|dirección de correo electrónico 2|dirección del correo electrónico 3|dirección de correo electrónico 3
prefix: tratamiento
middle: segundo nombre
suffix: sufijo
nickname: apodo
org: organización
unit: departamento
title: puesto
city: ubicación
url: página web
phone: teléfono principal
mobile: teléfono móvil|número de móvil
home phone: particular|particular 2
work phone: teléfono del trabajo|teléfono del trabajo 2
other phone: otro teléfono
radio phone: radioteléfono
company phone: número de centralita de la organización
callback: devolución de llamada
work fax: fax del trabajo
home fax: fax particular
fax: otro fax
work street: calle del trabajo|calle del trabajo 2|calle del trabajo 3|apartado postal de la dirección del trabajo
work city: ciudad de trabajo
work region: provincia o estado de trabajo
work postcode: código postal del trabajo
work country: país o región del trabajo
home street: calle del domicilio|calle del domicilio 2|calle del domicilio 3|apartado postal de la dirección personal
home country: país o región del domicilio
other street: otra calle|otra calle 2|otra calle 3|otro apartado postal
other city: otra ciudad
other region: otra provincia o estado
other postcode: otro código postal
other country: otro país o región
birthday: cumpleaños
anniversary: aniversario
spouse: cónyuge
children: hijos
manager: nombre del director
tags: categorías
hobby: aficiones
note: notas
profession: profesión
user 1: usuario 1
user 2: usuario 2
user 3: usuario 3
user 4: usuario 4
";

const ITALIAN: &str = "\
given: nome
family: cognome
email: indirizzo posta elettronica|indirizzo posta elettronica 2|indirizzo posta elettronica 3
prefix: titolo
middle: secondo nome
suffix: titolo straniero
org: società
unit: reparto
title: posizione
city: luogo
url: pagina web
phone: telefono principale
mobile: cellulare
home phone: abitazione|abitazione 2
work phone: ufficio|ufficio 2
other phone: altro telefono
car phone: telefono auto
radio phone: radiotelefono
company phone: telefono principale società
assistant phone: telefono assistente
callback: richiamata automatica
pager: cercapersone
work fax: fax (uff.)
home fax: fax (ab.)
fax: altro fax
work street: via (uff.)|via (uff.) 2|via (uff.) 3|indirizzo (uff.) - casella postale
work city: città (uff.)
work region: provincia (uff.)
work postcode: cap (uff.)
work country: paese (uff.)
home street: via (ab.)|via (ab.) 2|via (ab.) 3|indirizzo (ab.) - casella postale
home city: città (ab.)
home region: provincia (ab.)
home postcode: cap (ab.)
home country: paese (ab.)
other street: altra via|altra via 2|altra via 3|altro indirizzo - casella postale
other city: altra città
other region: altra provincia
other postcode: altro cap
other country: altro paese
birthday: compleanno
anniversary: anniversario
spouse: nome coniuge
children: figli
manager: nome manager
assistant: nome assistente
tags: categorie
hobby: hobby
note: notes|note
profession: professione
office: ubicazione ufficio
user 1: utente 1
user 2: utente 2
user 3: utente 3
user 4: utente 4
";

const DUTCH: &str = "\
given: voornaam
family: achternaam
email: e-mailadres|e-mailadres 2|e-mailadres 3
prefix: titel
middle: middelste naam
suffix: achtervoegsel
org: bedrijf
unit: afdeling
title: functie
city: locatie
url: webpagina
phone: hoofdtelefoon
mobile: mobiele telefoon
home phone: telefoon thuis|telefoon thuis 2
work phone: telefoon op werk|telefoon op werk 2
other phone: andere telefoon
car phone: autotelefoon
radio phone: radiotelefoon
company phone: hoofdtelefoon bedrijf
assistant phone: telefoon assistent
callback: terugbellen
pager: pager
work fax: fax op werk
home fax: fax thuis
fax: andere fax
work street: werkadres, straat|werkadres 2, straat|werkadres 3, straat|werkadres, postbusnummer
work city: werkadres, plaats
work region: werkadres, provincie
work postcode: werkadres, postcode
work country: land/regio (werk)
home street: huisadres, straat|huisadres, straat 2|huisadres, straat 3|huisadres, postbusnummer
home city: huisadres, plaats
home region: huisadres, provincie
home postcode: huisadres, postcode
home country: land/regio (thuis)
other street: ander adres, straat|ander adres, straat 2|ander adres, straat 3|ander adres, postbusnummer
other city: ander adres, plaats
other region: ander adres, provincie
other postcode: ander adres, postcode
other country: land/regio (anders)
birthday: verjaardag
anniversary: speciale datum
spouse: partner
children: kinderen
manager: naam manager
assistant: naam assistent
tags: categorieën
hobby: hobby's
note: notities
profession: beroep
office: kantoorlocatie
user 1: gebruiker 1
user 2: gebruiker 2
user 3: gebruiker 3
user 4: gebruiker 4
";

/// Portuguese as in Brazil; what it lacks is in English there, too.
const BRAZILIAN: &str = "\
given: primeiro nome|nome
family: sobrenome
email: endereço de email|endereço de email 2|endereço de email 3
prefix: tratamento
middle: segundo nome
suffix: sufixo
org: empresa
unit: departamento
title: cargo
city: local
url: página da web
phone: telefone principal
mobile: telefone celular
home phone: telefone residencial|telefone residencial 2
work phone: telefone comercial|telefone comercial 2
other phone: outro telefone
car phone: telefone do carro
radio phone: radiofone
company phone: telefone principal da empresa
assistant phone: telefone do assistente
callback: retorno de chamada
pager: pager
work fax: fax comercial
home fax: fax residencial
fax: outro fax
work street: rua do endereço comercial|rua do endereço comercial 2|rua do endereço comercial 3|caixa postal do endereço comercial
work country: país/região da empresa
home street: endereço residencial|endereço residencial 2|endereço residencial 3|caixa postal do endereço residencial
home city: cidade do endereço residencial
home region: estado
home postcode: cep do endereço residencial
home country: país/região de residência
other street: outro endereço|outro endereço 2|outro endereço 3|caixa postal de outro endereço
other city: cidade
other region: outro estado
other postcode: cep
other country: outro país/região
birthday: aniversário
anniversary: datas especiais
spouse: cônjuge
children: filhos
manager: nome do gerenciador
assistant: nome do assistente
tags: categorias
hobby: hobby
note: anotações
profession: profissão
office: sala
user 1: personalizado 1
user 2: personalizado 2
user 3: personalizado 3
user 4: personalizado 4
";

/// Portuguese as in Portugal.
const PORTUGUESE: &str = "\
given: primeiro nome
family: apelido
email: endereço de correio electrónico|endereço do correio electrónico 2|endereço do correio electrónico 3
prefix: título
middle: outros nomes/apelidos
suffix: sufixo
org: empresa
unit: departamento
title: cargo
city: localização
url: página na web
phone: telefone principal
mobile: telemóvel
home phone: telefone da residência|2º telefone da residência
work phone: telefone da empresa|2º telefone da empresa
other phone: outro telefone
car phone: telefone do carro
radio phone: radiotelefone
company phone: telefone principal da empresa
assistant phone: telefone do assistente
callback: tel. de resposta
pager: pager
work fax: fax da empresa
home fax: fax da residência
fax: outro fax
work street: rua da empresa|rua da empresa 2|rua da empresa 3|apartado da empresa
work city: localidade da empresa
work region: distrito da empresa
work postcode: código postal da empresa
work country: país/região da empresa
home street: rua da residência|rua da residência (2)|rua da residência (3)|apartado da residência
home city: localidade da residência
home region: distrito da residência
home postcode: código postal da residência
home country: país da residência/região
other street: rua do outro endereço|rua do outro endereço 2|rua do outro endereço 3|apartado do outro endereço
other city: localidade do outro endereço
other region: distrito do outro endereço
other postcode: código postal do outro endereço
other country: outro país/região
birthday: data de nascimento
anniversary: aniversário
spouse: cônjuge
children: filhos
manager: nome do gestor
assistant: nome do assistente
tags: categorias
hobby: passatempo
note: notas
profession: profissão
office: gabinete
user 1: utilizador 1
user 2: utilizador 2
user 3: utilizador 3
user 4: utilizador 4
";

const POLISH: &str = "\
given: imię
family: nazwisko
email: adres e-mail|adres e-mail 2|adres e-mail 3
prefix: tytuł
middle: drugie imię
suffix: sufiks
org: firma
unit: dział
title: stanowisko
city: lokalizacja
url: strona sieci web
phone: telefon podstawowy
mobile: telefon komórkowy
home phone: telefon domowy|telefon domowy 2
work phone: telefon służbowy|telefon służbowy 2
other phone: inny telefon
car phone: telefon w samochodzie
radio phone: radiotelefon
company phone: główny telefon do firmy
assistant phone: telefon asystenta
callback: wywołanie zwrotne
pager: pager
work fax: faks służbowy
home fax: faks domowy
fax: inny faks
work street: adres służbowy - ulica|adres służbowy - ulica 2|adres służbowy - ulica 3|służbowa skrzynka pocztowa
work city: adres służbowy - miejscowość
work region: adres służbowy - województwo
work postcode: adres służbowy - kod pocztowy
work country: adres służbowy - kraj/region
home street: adres domowy - ulica|adres domowy - ulica (2)|adres domowy - ulica (3)|domowa skrzynka pocztowa
home city: adres domowy - miejscowość
home region: adres domowy - województwo
home postcode: adres domowy - kod pocztowy
home country: adres domowy - kraj/region
other street: inny adres - ulica|inny adres - ulica 2|inny adres - ulica 3|inna skrzynka pocztowa
other city: inny adres - miejscowość
other region: inny adres - województwo
other postcode: inny adres - kod pocztowy
other country: inny adres - kraj/region
birthday: urodziny
anniversary: rocznica
spouse: współmałżonek
children: dzieci
manager: menedżer
assistant: imię i nazwisko asystenta
tags: kategorie
hobby: hobby
note: notatki
profession: zawód
office: lokalizacja biura
user 1: użytkownik 1
user 2: użytkownik 2
user 3: użytkownik 3
user 4: użytkownik 4
";

const SWEDISH: &str = "\
given: förnamn
family: efternamn
email: e-postadress|e-postadress 2|e-postadress 3
prefix: titel
middle: mellannamn
suffix: namnsuffix
org: företag
unit: avdelning
title: befattning
city: plats
url: webbsida
phone: telefon 1
mobile: mobiltelefon
home phone: hem|telefon 2, hem
work phone: arbete|telefon 2, arbete
other phone: telefon, annan
car phone: biltelefon
radio phone: telefon 2
company phone: företag, växel
assistant phone: telefon, assistent
callback: motringning
pager: personsökare
work fax: fax arbete
home fax: fax, hem
fax: fax, annan
work street: gatuadress, arbete|gatuadress 2, arbete|gatuadress 3, arbete|arbetsadress, box
work city: ort, arbete
work region: region, arbete
work postcode: postadress, arbete
work country: land, arbete
home street: gatuadress, hem|gatuadress 2, hem|gatuadress 3, hem|hemadress, box
home city: hemort
home region: region, hem
home postcode: postnr, hem
home country: land, hem
other street: annan gata|annan gata 2|annan gata 3|annan adress, box
other city: annan ort
other region: annan region
other postcode: annat postnummer
other country: annat land
birthday: födelsedag
anniversary: årsdag
spouse: make maka|make/maka
children: barn
manager: namn, chef
assistant: namn, assistent
tags: kategorier
hobby: hobby
note: anteckningar
profession: yrke
office: arbetsplats
user 1: användare 1
user 2: användare 2
user 3: användare 3
user 4: användare 4
";

const DANISH: &str = "\
given: fornavn
family: efternavn
email: e-mail-adresse|e-mail 2-adresse|e-mail 3-adresse
prefix: titel
middle: mellemnavn
suffix: suffiks
org: firma
unit: afdeling
title: stilling
city: sted
url: webside
phone: primær telefon
mobile: mobiltelefon
home phone: telefon (privat)|telefon 2 (privat)
work phone: telefon (arbejde)|telefon 2 (arbejde)
other phone: anden telefon
car phone: biltelefon
radio phone: radiotelefon
company phone: primær telefon (firma)
assistant phone: assistentens telefon
callback: tilbagekald
pager: personsøger
work fax: fax (arbejde)
home fax: fax (privat)
fax: anden fax
work street: gade (arbejde)|gade 2 (firma)|gade 3 (firma)|adresse, postboks (arbejde)
work city: by (arbejde)
work region: område (arbejde)
work postcode: postnummer (arbejde)
work country: land/område (arbejde)
home street: gade (privat)|gade 2 (privat)|gade 3 (privat)|adresse, postboks (privat)
home city: by (privat)
home region: område (privat)
home postcode: postnummer (privat)
home country: land/område (privat)
other street: anden gade|anden gade 2|anden gade 3|anden adresse, postboks
other city: anden by
other region: andet område
other postcode: andet postnummer
other country: andet land/område
birthday: fødselsdag
anniversary: mærkedag
spouse: ægtefælle
children: børn
manager: navn på overordnet
assistant: assistentens navn
tags: kategorier
hobby: hobby
note: notater
profession: profession
office: kontoradresse
user 1: bruger 1
user 2: bruger 2
user 3: bruger 3
user 4: bruger 4
";

const NORWEGIAN: &str = "\
given: fornavn
family: etternavn
email: e-postadresse|e-postadresse 2|e-postadresse 3
prefix: tittel
middle: mellomnavn
suffix: suffiks
org: firma
unit: avdeling
title: stilling
city: plassering
url: webside
phone: hovedtelefon
mobile: mobiltelefon
home phone: telefon, priv.|telefon 2, priv.
work phone: telefon, arb.|telefon 2, arb.
other phone: annen telefon
car phone: biltelefon
radio phone: radiotelefon
company phone: hovedtelefon for firma
assistant phone: assistentens telefonnummer
callback: tilbakeringing
pager: personsøker
work fax: telefaks, arb.
home fax: telefaks, priv.
fax: annen telefaks
work street: adresse, arb.: gate/vei|adresse 2, arb.: gate/vei|adresse 3, arb.: gate/vei|adresse, arb.: postboks
work city: adresse, arb.: poststed
work region: adresse, arb.: område
work postcode: adresse, arb.: postnummer
work country: firmaland/område
home street: adresse, priv.: gate/vei|adresse 2, priv.: gate/vei|adresse 3, priv.: gate/vei|adresse, priv.: postboks
home city: adresse, priv.: poststed
home region: adresse, priv.: område
home postcode: adresse, priv.: postnummer
home country: hjemland/område
other street: annen adresse: gate/vei|annen adresse 2: gate/vei|annen adresse 3: gate/vei|annen postboksadresse
other city: annen adresse: poststed
other region: annen adresse: område
other postcode: annen adresse: postnummer
other country: annet land/område
birthday: fødselsdag
anniversary: merkedag
spouse: ektefelle
children: barn
manager: overordnedes navn
assistant: assistentens navn
tags: kategorier
hobby: hobby
note: notater
profession: yrke
office: kontor
user 1: bruker 1
user 2: bruker 2
user 3: bruker 3
user 4: bruker 4
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_of_a_field() {
        for language in &LANGUAGES {
            let lines = language.text.lines().count();
            assert_eq!(language.headers().count(), lines, "{}", language.text);
        }
    }
}
