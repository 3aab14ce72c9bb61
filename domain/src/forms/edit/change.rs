//! What a form is called, and an item's words and bounds.

use jiff::civil::Date;
use serde_json::{Value as Json, json};

use super::{
    super::{
        answer::{compare, date, decimal},
        limits,
        needs::Need,
        questionnaire::{Item, ItemKind, Value},
        read::extension,
        write::with,
    },
    Change, EditRefused, Opened, quoted, tree,
};
use crate::typed;

/// The fields that an item of this kind has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offers {
    pub short: bool,
    pub hint: bool,
    pub required: bool,
    pub repeats: bool,
    pub max_length: bool,
    pub bounds: bool,
    pub options: bool,
    /// Its kind is no rule's business.
    pub retype: bool,
}

impl Offers {
    /// What can be changed of an item, given what rules read of it.
    pub const fn of(kind: ItemKind, need: Option<&Need>) -> Self {
        let is_asked = kind.is_asked();
        let is_box = matches!(kind, ItemKind::Boolean);
        let is_group = matches!(kind, ItemKind::Group);
        Self {
            short: is_asked || is_group,
            hint: (is_asked && !is_box) || is_group,
            required: is_asked && !is_box,
            repeats: matches!(kind, ItemKind::Choice) && need.is_none(),
            max_length: kind.is_words(),
            bounds: kind.is_ordered(),
            options: kind.has_options(),
            retype: need.is_none() && !is_group && !matches!(kind, ItemKind::Attachment),
        }
    }
}

/// A limit as it is typed.
pub fn bound_as_typed(bound: Option<&Value>) -> String {
    match bound {
        Some(Value::Integer(number)) => number.to_string(),
        Some(Value::Decimal(number) | Value::Quantity(number, _)) => number.to_string(),
        Some(Value::Date(date)) => date.strftime("%-d %-m %Y").to_string(),
        Some(Value::Boolean(_) | Value::Text(_) | Value::Coding(_)) | None => String::new(),
    }
}

/// What a version and its form are called.
pub(super) fn name(json: &mut Json, version: &str, title: &str) -> Result<(), EditRefused> {
    let one_line = |field, typed: &str, what| -> Result<String, EditRefused> {
        let line = typed::line(typed);
        let length = line.chars().count();
        if line.is_empty() {
            return Err(EditRefused::new(field, format!("Enter {what}")));
        }
        if length > limits::LONGEST_NAME {
            let most = limits::LONGEST_NAME;
            return Err(EditRefused::new(field, format!("Shorten {what} to {most} characters: it has {length}")));
        }
        Ok(line)
    };
    json["version"] = one_line("version", version, "the version’s name")?.into();
    json["title"] = one_line("title", title, "the form’s name")?.into();
    Ok(())
}

/// A text of an item, within its limit.
pub(super) fn words(field: &'static str, typed: &str) -> Result<String, EditRefused> {
    let text = typed::text(typed).trim().to_owned();
    let (length, most) = (text.chars().count(), limits::LONGEST_TEXT);
    if length > most {
        return Err(EditRefused::new(field, format!("Shorten it to {most} characters: it has {length}")));
    }
    Ok(text)
}

/// The question itself, which has to be there.
pub(super) fn question(typed: &str) -> Result<String, EditRefused> {
    let text = words("text", &typed::line(typed))?;
    if text.is_empty() { Err(EditRefused::new("text", "Enter the words of the question")) } else { Ok(text) }
}

impl Opened {
    pub(super) fn change_item(&self, json: &mut Json, link_id: &str, to: &Change) -> Result<String, EditRefused> {
        let item = self.item(link_id)?;
        let offers = Offers::of(item.kind, self.need(link_id));
        let text = question(&to.text)?;
        let max_length = to.max_length.as_deref().filter(|_| offers.max_length).map(longest).transpose()?;
        let [min, max] = [("min", &to.min, &item.min), ("max", &to.max, &item.max)].map(|(field, typed, before)| {
            let typed = typed.as_deref().filter(|_| offers.bounds);
            typed.map(|typed| bound(field, item.kind, typed, before.as_ref())).transpose()
        });
        let (min, max) = (min?, max?);
        if let (Some(Some(min)), Some(Some(max))) = (&min, &max)
            && compare(min, max).is_some_and(std::cmp::Ordering::is_gt)
        {
            return Err(EditRefused::new("max", "The most has to be more than the least"));
        }
        if let Some(lines) = to.options.as_deref().filter(|_| offers.options) {
            self.set_options(json, item, lines)?;
        }
        if let Some(hint) = to.hint.as_deref().filter(|_| offers.hint) {
            self.set_hint(json, item, &words("hint", hint)?)?;
        }
        let object = tree::object(json, link_id)?;
        // Words that nobody changed stay as they were written.
        if text != typed::line(&item.text) {
            object.insert("text".to_owned(), text.into());
        }
        if let Some(short) = to.short.as_deref().filter(|_| offers.short) {
            let short = words("short", &typed::line(short))?;
            if short != item.short {
                let extension = (!short.is_empty()).then(|| json!({ "url": extension::SHORT, "valueString": short }));
                tree::set_extension(object, extension::SHORT, extension)?;
            }
        }
        for (name, flag, is_offered, before) in [
            ("required", to.required, offers.required, item.required),
            ("repeats", to.repeats, offers.repeats, item.repeats),
        ] {
            if let Some(flag) = flag.filter(|flag| is_offered && *flag != before) {
                tree::set(object, name, flag.then_some(Json::Bool(true)));
            }
        }
        if let Some(most) = max_length {
            tree::set(object, "maxLength", most.map(Json::from));
        }
        for (url, bound, before) in [(extension::MIN, min, &item.min), (extension::MAX, max, &item.max)] {
            if let Some(bound) = bound.filter(|bound| bound != before) {
                let extension = bound.map(|bound| with(json!({ "url": url }), "value", &bound));
                tree::set_extension(object, url, extension)?;
            }
        }
        Ok(link_id.to_owned())
    }

    /// What explains an item stands in it as an item of its own.
    fn set_hint(&self, json: &mut Json, item: &Item, hint: &str) -> Result<(), EditRefused> {
        let help = item.items.iter().find(|each| each.is_help);
        if help.map_or("", |help| help.text.trim()) == hint {
            return Ok(());
        }
        let items = tree::list(tree::object(json, &item.link_id)?, "item")?;
        if let Some(help) = help {
            items.retain(|each| !hint.is_empty() || !tree::is_called(each, &help.link_id));
            for each in items.iter_mut().filter(|each| tree::is_called(each, &help.link_id)) {
                each["text"] = hint.into();
            }
        } else {
            let named = self.unused(&format!("{}-hint", item.link_id));
            let coding = json!({ "system": "http://hl7.org/fhir/questionnaire-item-control", "code": "help" });
            let extension = json!({ "url": extension::CONTROL, "valueCodeableConcept": { "coding": [coding] } });
            let new = json!({ "linkId": named, "type": "display", "text": hint, "extension": [extension] });
            items.insert(0, new);
        }
        tree::no_empty_list(tree::object(json, &item.link_id)?, "item");
        Ok(())
    }

    /// A name that no item has: this one, or this one with a number.
    pub(super) fn unused(&self, name: &str) -> String {
        let is_free = |name: &str| self.form.item(name).is_none();
        if is_free(name) {
            return name.to_owned();
        }
        let mut numbered = (2_usize..).map(|n| format!("{name}-{n}"));
        numbered.find(|name| is_free(name)).unwrap_or_default()
    }

    /// What cannot be done to an item because rules read it.
    pub(super) fn is_read(&self, item: &Item, so: &str) -> Result<(), EditRefused> {
        match self.need(&item.link_id) {
            Some(_) => Err(EditRefused::new("", format!("The rules read {}, {so}", quoted(item)))),
            None => Ok(()),
        }
    }
}

/// In characters; None for no other limit than that of every answer.
fn longest(typed: &str) -> Result<Option<usize>, EditRefused> {
    let plain = typed::plain(typed);
    if plain.is_empty() {
        return Ok(None);
    }
    let most = limits::LONGEST_ANSWER;
    let number = plain.parse::<usize>().ok().filter(|number| (1..=most).contains(number));
    let refused = || EditRefused::new("max_length", format!("Enter a whole number from 1 to {most}, or nothing"));
    number.map(Some).ok_or_else(refused)
}

/// A limit of an item's answers, out of what was typed.
pub(super) fn bound(
    field: &'static str,
    kind: ItemKind,
    typed: &str,
    before: Option<&Value>,
) -> Result<Option<Value>, EditRefused> {
    let plain = typed::plain(typed);
    if plain.is_empty() {
        return Ok(None);
    }
    // As it was written, with its unit.
    if before.is_some() && plain == bound_as_typed(before) {
        return Ok(before.cloned());
    }
    let (value, example) = match kind {
        ItemKind::Integer => (plain.parse::<i64>().ok().map(Value::Integer), "a whole number, for example 8"),
        ItemKind::Date => (a_day(&plain).map(Value::Date), "a date, for example 27 3 2026"),
        _ => (decimal(&plain).map(Value::Decimal), "a number, for example 8"),
    };
    value.map(Some).ok_or_else(|| EditRefused::new(field, format!("Enter {example}")))
}

/// "27 3 2026", and how a file writes it: "2026-03-27".
fn a_day(plain: &str) -> Option<Date> {
    let parts: Vec<&str> = plain.split([' ', '/', '-', '.']).filter(|part| !part.is_empty()).collect();
    match parts[..] {
        [year, month, day] if year.len() == 4 => date([day, month, year]),
        [day, month, year] => date([day, month, year]),
        _ => None,
    }
}
