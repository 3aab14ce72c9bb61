//! What a question is answered with: the choices that it offers, and its kind.

use serde_json::{Map, Value as Json, json};

use super::{
    super::{
        limits,
        needs::FormKind,
        questionnaire::{Coding, Item, ItemKind, Value},
        read::extension,
        write::option,
    },
    AnswerKind, EditRefused, NEW_KINDS, Opened, change, quoted, tree,
};
use crate::typed;

/// The choices of an item, one on each line.
pub fn options_as_typed(options: &[Coding]) -> String {
    options.iter().map(|option| typed::line(&option.display)).collect::<Vec<_>>().join("\n")
}

/// A choice in a file, and what is stored where it is chosen.
fn words_and_code(option: &Json) -> Option<(String, String)> {
    let own = option.get("valueString").and_then(Json::as_str).map(|words| (words, words));
    let coded = || {
        let coding = option.get("valueCoding")?;
        Some((coding.get("display")?.as_str()?, coding.get("code")?.as_str()?))
    };
    own.or_else(coded).map(|(words, code)| (typed::line(words), typed::text(code)))
}

impl Opened {
    /// Choices out of lines. One whose words were there before keeps its code, also one of the form that comes with the
    /// program; any other is its words.
    pub(super) fn set_options(&self, json: &mut Json, item: &Item, lines: &str) -> Result<(), EditRefused> {
        let refused = |sentence: String| Err(EditRefused::new("options", sentence));
        let lines: Vec<String> = typed::text(lines).lines().map(typed::line).filter(|line| !line.is_empty()).collect();
        if lines.is_empty() {
            return refused("Enter the choices, one on each line".to_owned());
        }
        if lines.len() > limits::MOST_OPTIONS {
            let most = limits::MOST_OPTIONS;
            return refused(format!("A question has at most {most} choices, and these are {}", lines.len()));
        }
        if let Some(twice) = lines.iter().enumerate().find_map(|(at, line)| lines[..at].contains(line).then_some(line))
        {
            return refused(format!("“{twice}” stands twice"));
        }
        for line in &lines {
            change::words("options", line)?;
        }
        let object = tree::object(json, &item.link_id)?;
        let mut known = object.get("answerOption").and_then(Json::as_array).cloned().unwrap_or_default();
        known.extend(self.shipped_options(item));
        let is_of = |option: &Json, line: &str| words_and_code(option).is_some_and(|(words, _)| words == line);
        let options: Vec<Json> = lines
            .iter()
            .map(|line| {
                known.iter().find(|it| is_of(it, line)).cloned().unwrap_or_else(|| json!({ "valueString": line }))
            })
            .collect();
        let coded: Vec<(String, String)> = options.iter().filter_map(words_and_code).collect();
        for (at, (words, code)) in coded.iter().enumerate() {
            if let Some((other, _)) = coded[..at].iter().find(|(_, other)| other == code) {
                return refused(format!(
                    "“{other}” and “{words}” would be stored as the same answer: word one otherwise"
                ));
            }
        }
        let left_out: Vec<&Coding> =
            item.options.iter().filter(|option| coded.iter().all(|(_, code)| *code != option.code)).collect();
        self.may_leave_out(item, &left_out)?;
        object.insert("answerOption".to_owned(), Json::Array(options));
        // What it began with is no longer there to begin with.
        if let Some(initial) = object.get_mut("initial").and_then(Json::as_array_mut) {
            initial.retain(|value| {
                let code = value.pointer("/valueCoding/code").or_else(|| value.get("valueString"));
                let code = code.and_then(Json::as_str).unwrap_or_default();
                left_out.iter().all(|option| option.code != code)
            });
        }
        tree::no_empty_list(object, "initial");
        Ok(())
    }

    /// The choices that the program's own form offers there, which a service may have left out before.
    fn shipped_options(&self, item: &Item) -> Vec<Json> {
        let shipped = FormKind::of(&self.form.url).and_then(|kind| kind.shipped().ok());
        let shipped = shipped.as_ref().and_then(|form| form.item(&item.link_id));
        shipped.map(|item| item.options.iter().map(option).collect()).unwrap_or_default()
    }

    fn may_leave_out(&self, item: &Item, left_out: &[&Coding]) -> Result<(), EditRefused> {
        let read = self.need(&item.link_id).map_or(&[][..], |need| need.options);
        let read: Vec<String> = left_out
            .iter()
            .filter(|option| read.contains(&option.code.as_str()))
            .map(|option| format!("“{}”", typed::line(&option.display)))
            .collect();
        if !read.is_empty() {
            let sentence =
                format!("The rules read these choices, which have to stay in these words: {}", read.join(", "));
            return Err(EditRefused::new("options", sentence));
        }
        for (other, _) in self.form.all_items() {
            let waits_for = other.enable_when.iter().filter(|condition| condition.question == item.link_id);
            for condition in waits_for {
                let code = match &condition.answer {
                    Value::Coding(coding) => &coding.code,
                    Value::Text(text) => text,
                    _ => continue,
                };
                if let Some(option) = left_out.iter().find(|option| option.code == *code) {
                    let sentence = format!(
                        "“{}” has to stay: {} depends on it. Change when that is asked first",
                        typed::line(&option.display),
                        quoted(other)
                    );
                    return Err(EditRefused::new("options", sentence));
                }
            }
        }
        Ok(())
    }

    /// Another kind of answer: what only the old one had goes with it.
    pub(super) fn retype(&self, json: &mut Json, link_id: &str, to: &AnswerKind) -> Result<String, EditRefused> {
        let item = self.item(link_id)?;
        self.is_read(item, "so that it is answered as it is")?;
        if matches!(item.kind, ItemKind::Group | ItemKind::Attachment) || !NEW_KINDS.contains(&to.kind) {
            return Err(EditRefused::new("kind", "It cannot be answered in that way"));
        }
        let object = tree::object(json, link_id)?;
        object.insert("type".to_owned(), to.kind.as_str().into());
        if to.kind != item.kind {
            for name in ["initial", "repeats"] {
                object.remove(name);
            }
            for url in [extension::MIN, extension::MAX] {
                tree::set_extension(object, url, None)?;
            }
        }
        if !to.kind.is_asked() || to.kind == ItemKind::Boolean {
            object.remove("required");
        }
        if !to.kind.is_asked() {
            tree::set_extension(object, extension::INITIAL_FROM, None)?;
        }
        if !to.kind.is_words() {
            object.remove("maxLength");
            tree::set_extension(object, extension::REGEX, None)?;
        }
        set_unit(object, Some(item), to)?;
        if to.kind.has_options() {
            self.set_options(json, item, &to.options)?;
        } else {
            object.remove("answerOption");
        }
        Ok(link_id.to_owned())
    }
}

/// What a measure is measured in.
pub(super) fn set_unit(
    object: &mut Map<String, Json>,
    before: Option<&Item>,
    to: &AnswerKind,
) -> Result<(), EditRefused> {
    if to.kind != ItemKind::Quantity {
        return tree::set_extension(object, extension::UNIT, None);
    }
    let unit = typed::line(&to.unit);
    // As it was written, with its system.
    if before.is_some_and(|before| before.unit == unit && !unit.is_empty()) {
        return Ok(());
    }
    if unit.is_empty() || unit.chars().count() > limits::LONGEST_NAME {
        return Err(EditRefused::new("unit", "Enter what it is measured in, for example mm"));
    }
    let coding = json!({ "system": "http://unitsofmeasure.org", "code": unit });
    tree::set_extension(object, extension::UNIT, Some(json!({ "url": extension::UNIT, "valueCoding": coding })))
}
