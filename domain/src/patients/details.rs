use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    case::Problem,
    code::coded,
    command::DateFields,
    person::{DateOfBirth, PersonName},
    typed,
};

/// What a telephone number is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhoneKind {
    /// Takes texts.
    Mobile,
    /// Takes calls alone.
    Landline,
    /// Its country does not tell the two apart by their numbers, or it is neither.
    Other,
}

coded! { PhoneKind, "kind of number",
    Mobile => "mobile", "Mobile";
    Landline => "landline", "Landline";
    Other => "other", "Telephone";
}

/// A telephone number of any country.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phone {
    /// "+33612345678".
    pub e164: String,
    /// As people of its country read it: "+33 6 12 34 56 78".
    pub shown: String,
    pub kind: PhoneKind,
}

/// Never the number: it would reach a log.
impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(…)")
    }
}

/// How somebody wants to be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactBy {
    Text,
    Call,
    Email,
    Letter,
}

coded! { ContactBy, "way of contact",
    Text => "text", "Text message";
    Call => "call", "Telephone call";
    Email => "email", "E-mail";
    Letter => "letter", "Letter";
}

/// What somebody needs to be told something, or to tell it: the Accessible Information Standard (DAPB1605), as far as a
/// practice or a service has to do something about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    LargePrint,
    EasyRead,
    Braille,
    Audio,
    SignLanguage,
    Lipreading,
    DeafblindSupport,
    Advocate,
    LongerAppointment,
}

coded! { Need, "communication need",
    LargePrint => "large_print", "Large print";
    EasyRead => "easy_read", "Easy read";
    Braille => "braille", "Braille";
    Audio => "audio", "Audio instead of print";
    SignLanguage => "sign_language", "British Sign Language interpreter";
    Lipreading => "lipreading", "Reads lips: speak facing them";
    DeafblindSupport => "deafblind_support", "Deafblind communication support";
    Advocate => "advocate", "A carer or advocate has to be there";
    LongerAppointment => "longer_appointment", "A longer appointment";
}

/// The longest of each text, in characters.
const LONGEST_ADDRESS: usize = 300;
const LONGEST_EMAIL: usize = 254;
const LONGEST_LANGUAGE: usize = 60;

/// What is known of a patient beside what tells them from others. Kept as JSON: a field that an earlier release did not
/// have is empty.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    pub given: Option<PersonName>,
    pub family: Option<PersonName>,
    /// What they want to be called.
    pub preferred: Option<PersonName>,
    pub phone: Option<Phone>,
    pub email: String,
    /// Where a letter goes.
    pub address: String,
    pub contact_by: Option<ContactBy>,
    /// The language that they are spoken with.
    pub language: String,
    pub interpreter: bool,
    pub needs: Vec<Need>,
    pub deceased: Option<Date>,
}

/// Never who it is: it would reach a log.
impl fmt::Debug for Details {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Details(…)")
    }
}

/// The same as typed. Flat, because it is an HTML form.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DetailsForm {
    #[serde(deserialize_with = "typed::deserialize")]
    pub given: String,
    #[serde(deserialize_with = "typed::deserialize")]
    pub family: String,
    #[serde(deserialize_with = "typed::deserialize")]
    pub preferred: String,
    #[serde(deserialize_with = "typed::deserialize")]
    pub phone: String,
    #[serde(deserialize_with = "typed::deserialize")]
    pub email: String,
    #[serde(deserialize_with = "typed::deserialize")]
    pub address: String,
    pub contact_by: String,
    #[serde(deserialize_with = "typed::deserialize")]
    pub language: String,
    pub interpreter: bool,
    pub large_print: bool,
    pub easy_read: bool,
    pub braille: bool,
    pub audio: bool,
    pub sign_language: bool,
    pub lipreading: bool,
    pub deafblind_support: bool,
    pub advocate: bool,
    pub longer_appointment: bool,
    pub deceased: DateFields,
}

impl fmt::Debug for DetailsForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DetailsForm(…)")
    }
}

impl DetailsForm {
    /// Whether this need is ticked.
    pub const fn is_ticked(&self, need: Need) -> bool {
        match need {
            Need::LargePrint => self.large_print,
            Need::EasyRead => self.easy_read,
            Need::Braille => self.braille,
            Need::Audio => self.audio,
            Need::SignLanguage => self.sign_language,
            Need::Lipreading => self.lipreading,
            Need::DeafblindSupport => self.deafblind_support,
            Need::Advocate => self.advocate,
            Need::LongerAppointment => self.longer_appointment,
        }
    }

    /// What was typed, judged. `phone` is what the telephone number was read as; `born` is when the patient was.
    ///
    /// # Errors
    /// What is wrong, in the form's order.
    pub fn check(
        &self,
        phone: Result<Option<Phone>, String>,
        born: Option<DateOfBirth>,
        today: Date,
    ) -> Result<Details, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut name = |field: &str, label: &str, text: &str| {
            if typed::is_blank(text) {
                return None;
            }
            text.parse().map_err(|error| problems.push(Problem::new(field, format!("{label}: {error}")))).ok()
        };
        let given = name("given", "Given names", &self.given);
        let family = name("family", "Family name", &self.family);
        let preferred = name("preferred", "What they want to be called", &self.preferred);
        let phone = phone.map_err(|message| problems.push(Problem::new("phone", message))).unwrap_or_default();
        let mut fits = |field: &str, label: &str, text: String, longest: usize| {
            if text.chars().count() > longest {
                problems.push(Problem::new(field, format!("{label} must be {longest} characters or fewer")));
            }
            text
        };
        let email = fits("email", "E-mail address", typed::plain(&self.email), LONGEST_EMAIL);
        let address = fits("address", "Address", typed::text(&self.address).trim().to_owned(), LONGEST_ADDRESS);
        let language = fits("language", "Language", typed::line(&self.language), LONGEST_LANGUAGE);
        if !email.is_empty() && !is_email(&email) {
            problems.push(Problem::new("email", "E-mail address must be like name@example.com"));
        }
        let contact_by = self.contact_by.parse().ok();
        match contact_by {
            Some(ContactBy::Email) if email.is_empty() => {
                problems.push(Problem::new("email", "Enter the e-mail address that they want to be written to"));
            }
            Some(ContactBy::Letter) if address.is_empty() => {
                problems.push(Problem::new("address", "Enter the address that letters go to"));
            }
            Some(ContactBy::Text | ContactBy::Call | ContactBy::Email | ContactBy::Letter) | None => {}
        }
        let deceased = self.died(born, today).map_err(|problem| problems.push(problem)).unwrap_or_default();
        if !problems.is_empty() {
            return Err(problems);
        }
        let needs = Need::ALL.iter().copied().filter(|need| self.is_ticked(*need)).collect();
        let interpreter = self.interpreter;
        Ok(Details {
            given,
            family,
            preferred,
            phone,
            email,
            address,
            contact_by,
            language,
            interpreter,
            needs,
            deceased,
        })
    }

    fn died(&self, born: Option<DateOfBirth>, today: Date) -> Result<Option<Date>, Problem> {
        let parts = [&self.deceased.day, &self.deceased.month, &self.deceased.year];
        if parts.iter().all(|part| typed::is_blank(part)) {
            return Ok(None);
        }
        let wrong =
            || Problem::new("deceased", "Date of death must be a real date, in the past, after the date of birth");
        // The same three boxes, read in the same way; its sentences speak of a birth.
        let date = DateOfBirth::parse(&self.deceased, today).map_err(|_| wrong())?.0;
        if born.is_some_and(|born| date < born.0) { Err(wrong()) } else { Ok(Some(date)) }
    }
}

/// Something before and after one "@", with a full stop after it and no spaces: whether it is anybody's, only a mail says.
fn is_email(email: &str) -> bool {
    let Some((name, host)) = email.split_once('@') else { return false };
    let host_is_right = host.split('.').count() > 1 && host.split('.').all(|label| !label.is_empty());
    !name.is_empty() && host_is_right && !email.contains(char::is_whitespace) && !host.contains('@')
}

impl Details {
    /// As a form shows it.
    pub fn form(&self) -> DetailsForm {
        let name = |name: &Option<PersonName>| name.as_ref().map(ToString::to_string).unwrap_or_default();
        let has = |need| self.needs.contains(&need);
        let died = |part: fn(Date) -> String| self.deceased.map(part).unwrap_or_default();
        DetailsForm {
            given: name(&self.given),
            family: name(&self.family),
            preferred: name(&self.preferred),
            phone: self.phone.as_ref().map(|phone| phone.shown.clone()).unwrap_or_default(),
            email: self.email.clone(),
            address: self.address.clone(),
            contact_by: self.contact_by.map(|by| by.as_str().to_owned()).unwrap_or_default(),
            language: self.language.clone(),
            interpreter: self.interpreter,
            large_print: has(Need::LargePrint),
            easy_read: has(Need::EasyRead),
            braille: has(Need::Braille),
            audio: has(Need::Audio),
            sign_language: has(Need::SignLanguage),
            lipreading: has(Need::Lipreading),
            deafblind_support: has(Need::DeafblindSupport),
            advocate: has(Need::Advocate),
            longer_appointment: has(Need::LongerAppointment),
            deceased: DateFields {
                day: died(|date| date.day().to_string()),
                month: died(|date| date.month().to_string()),
                year: died(|date| date.year().to_string()),
            },
        }
    }

    /// Every other name that somebody may be looked for by.
    pub fn other_names(&self) -> Vec<String> {
        let text = |name: &Option<PersonName>| name.as_ref().map(ToString::to_string).unwrap_or_default();
        let (given, family) = (text(&self.given), text(&self.family));
        vec![format!("{given} {family}").trim().to_owned(), text(&self.preferred)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = Date::constant(2026, 11, 24);
    const BORN: DateOfBirth = DateOfBirth(Date::constant(1948, 3, 12));

    fn check(form: &DetailsForm) -> Result<Details, Vec<String>> {
        let fields = |problems: Vec<Problem>| problems.into_iter().map(|it| it.field).collect();
        form.check(Ok(None), Some(BORN), TODAY).map_err(fields)
    }

    #[test]
    fn what_is_known_is_shown_as_it_was_typed() {
        let form = DetailsForm {
            given: "Nia Mair".into(),
            family: "O’Brien".into(),
            preferred: "Z".into(),
            email: "nia@example.com".into(),
            address: "1 High Street\nLeeds".into(),
            contact_by: "letter".into(),
            language: "Cymraeg".into(),
            interpreter: true,
            braille: true,
            deceased: DateFields { day: "1".into(), month: "2".into(), year: "2026".into() },
            ..DetailsForm::default()
        };
        let details = check(&form).unwrap();
        assert_eq!(details.form(), form);
        assert_eq!(
            (details.needs.as_slice(), details.other_names()),
            (&[Need::Braille][..], vec!["Nia Mair O’Brien".into(), "Z".into()])
        );
        assert_eq!(check(&DetailsForm::default()), Ok(Details::default()));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (form, field) in [
            (DetailsForm { given: "42".into(), ..DetailsForm::default() }, "given"),
            (DetailsForm { preferred: "x".repeat(121), ..DetailsForm::default() }, "preferred"),
            (DetailsForm { email: "nia@example".into(), ..DetailsForm::default() }, "email"),
            (DetailsForm { email: "nia@exa mple.com".into(), ..DetailsForm::default() }, "email"),
            (DetailsForm { contact_by: "email".into(), ..DetailsForm::default() }, "email"),
            (DetailsForm { contact_by: "letter".into(), ..DetailsForm::default() }, "address"),
            (DetailsForm { address: "x".repeat(301), ..DetailsForm::default() }, "address"),
            (DetailsForm { language: "x".repeat(61), ..DetailsForm::default() }, "language"),
        ] {
            assert_eq!(check(&form), Err(vec![field.to_owned()]), "{field}");
        }
        for (day, month, year) in [("1", "2", "1940"), ("25", "11", "2026"), ("30", "2", "2020"), ("1", "", "")] {
            let deceased = DateFields { day: day.into(), month: month.into(), year: year.into() };
            assert_eq!(check(&DetailsForm { deceased, ..DetailsForm::default() }), Err(vec!["deceased".to_owned()]));
        }
        let wrong = DetailsForm::default().check(Err("No number".into()), None, TODAY).unwrap_err();
        assert_eq!(wrong[0].field, "phone");
    }

    #[test]
    fn never_in_a_log() {
        assert_eq!(format!("{:?}{:?}", Details::default(), DetailsForm::default()), "Details(…)DetailsForm(…)");
    }
}
