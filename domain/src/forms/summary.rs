//! A response as somebody reads it: each question in a word or two, and what was answered.

use super::{
    check::Checked,
    questionnaire::{Item, ItemKind},
    response::Response,
};
use crate::case::Fact;

impl Checked {
    /// Every question that is asked, with its answer in words; empty where there is none. Boxes under one heading are one
    /// question.
    pub fn rows(&self, response: &Response) -> Vec<(&Item, String)> {
        let enabled = self.enabled(response);
        let all = self.all_items().into_iter();
        let asked = all.filter(|(item, parent)| {
            enabled.contains(item.link_id.as_str())
                && (item.is_ticks() || (item.kind.is_asked() && !parent.is_some_and(Item::is_ticks)))
        });
        let rows = asked.map(|(item, _)| {
            let words = if item.kind == ItemKind::Group {
                let ticked = item
                    .parts()
                    .filter(|part| enabled.contains(part.link_id.as_str()) && response.is_ticked(&part.link_id));
                let ticked: Vec<&str> = ticked.map(Item::label).collect();
                let are_words = |label: &&str| label.starts_with(char::is_lowercase) && !label.contains(',');
                ticked.join(if ticked.iter().all(are_words) { ", " } else { "; " })
            } else {
                item.words(&response.given(&item.link_id))
            };
            (item, words)
        });
        rows.collect()
    }

    /// What was answered, as clinicians read it; what was skipped is left out.
    pub fn facts(&self, response: &Response) -> Vec<Fact> {
        let answered = self.rows(response).into_iter().filter(|(_, words)| !words.is_empty());
        answered.map(|(item, value)| Fact { label: item.label().to_owned(), value, key: item.is_key }).collect()
    }

    /// The same in one text: the words of `first` by themselves, and what else was answered a line each.
    pub fn text(&self, response: &Response, first: &str) -> String {
        let rows = self.rows(response).into_iter().filter(|(_, words)| !words.is_empty());
        let lines =
            rows.map(|(item, words)| if item.link_id == first { words } else { format!("{}: {words}", item.label()) });
        lines.collect::<Vec<_>>().join("\n")
    }
}

#[cfg(test)]
mod tests {
    use crate::forms::{FormKind, Response};

    #[test]
    fn skipped_answers_are_left_out() {
        let form = FormKind::PatientQuestions.shipped().unwrap();
        assert_eq!(form.facts(&Response::default()), []);
        assert_eq!(form.rows(&Response::default()).len(), 5);
        let response = Response::default().with("itch", "true").with("pain", "true").with("changed", "unsure");
        let facts: Vec<_> = form.facts(&response).into_iter().map(|fact| (fact.label, fact.value)).collect();
        let said = [("Changed lately", "I am not sure"), ("Itches, bleeds or hurts", "It itches; It hurts")];
        assert_eq!(facts, said.map(|(label, value)| (label.to_owned(), value.to_owned())));
        assert_eq!(form.text(&response.with("tried", "A cream"), "tried").lines().last(), Some("A cream"));
    }
}
