//! When an item is asked.

use serde_json::{Value as Json, json};

use super::{
    super::{
        limits,
        questionnaire::{Behaviour, Coding, Item, ItemKind, Operator, Value},
        write::with,
    },
    EditRefused, Opened, change, quoted, tree,
};
use crate::typed;

impl Opened {
    pub(super) fn when(
        &self,
        json: &mut Json,
        link_id: &str,
        instead_of: Option<usize>,
        (question, operator, answer): (&str, Operator, &str),
    ) -> Result<String, EditRefused> {
        let item = self.item(link_id)?;
        let asked = self.form.item(question).filter(|asked| asked.kind.is_asked());
        let Some(asked) = asked else {
            return Err(EditRefused::new("", "Choose the question whose answer decides"));
        };
        if self.stand_in(item, asked) {
            let sentence = format!("{} cannot wait for an answer to itself", quoted(item));
            return Err(EditRefused::new("", sentence));
        }
        let value = compared(asked, operator, answer)?;
        if instead_of.is_none() && item.enable_when.len() >= limits::MOST_CONDITIONS {
            let most = limits::MOST_CONDITIONS;
            return Err(EditRefused::new("", format!("A question waits for at most {most} answers")));
        }
        let new = with(json!({ "question": question, "operator": operator.as_str() }), "answer", &value);
        let object = tree::object(json, link_id)?;
        let conditions = tree::list(object, "enableWhen")?;
        match instead_of {
            Some(at) => *conditions.get_mut(at).ok_or_else(no_condition)? = new,
            None => conditions.push(new),
        }
        if conditions.len() > 1 && item.enable_when.len() < 2 {
            let behaviour = object.entry("enableBehavior").or_insert_with(|| "all".into());
            if !behaviour.is_string() {
                *behaviour = "all".into();
            }
        }
        Ok(link_id.to_owned())
    }

    pub(super) fn no_longer_when(&self, json: &mut Json, link_id: &str, at: usize) -> Result<String, EditRefused> {
        self.item(link_id)?;
        let object = tree::object(json, link_id)?;
        let conditions = tree::list(object, "enableWhen")?;
        if at >= conditions.len() {
            return Err(no_condition());
        }
        conditions.remove(at);
        if conditions.is_empty() {
            object.remove("enableWhen");
            object.remove("enableBehavior");
        }
        Ok(link_id.to_owned())
    }

    pub(super) fn any_or_all(
        &self,
        json: &mut Json,
        link_id: &str,
        behaviour: Behaviour,
    ) -> Result<String, EditRefused> {
        self.item(link_id)?;
        let any = behaviour == Behaviour::Any;
        tree::object(json, link_id)?.insert("enableBehavior".to_owned(), if any { "any" } else { "all" }.into());
        Ok(link_id.to_owned())
    }

    /// Whether one of the two stands in the other, or they are one.
    fn stand_in(&self, item: &Item, asked: &Item) -> bool {
        item.link_id == asked.link_id || item.items.iter().any(|inside| self.stand_in(inside, asked))
    }
}

fn no_condition() -> EditRefused {
    EditRefused::new("", "This condition is no longer there")
}

/// What an answer is compared with, out of what was chosen or typed.
fn compared(asked: &Item, operator: Operator, answer: &str) -> Result<Value, EditRefused> {
    let refused = |sentence: &str| Err(EditRefused::new("test", sentence));
    let flag = || match answer {
        "true" => Ok(Value::Boolean(true)),
        "false" => Ok(Value::Boolean(false)),
        _ => refused("Choose the answer that decides"),
    };
    if operator == Operator::Exists {
        return flag();
    }
    match asked.kind {
        ItemKind::Boolean => flag(),
        ItemKind::Choice | ItemKind::OpenChoice => match asked.option(answer) {
            Some(option) if option.system.is_empty() => Ok(Value::Text(option.code.clone())),
            Some(option) => Ok(Value::Coding(Coding { display: String::new(), ..option.clone() })),
            None => refused("Choose the answer that decides"),
        },
        ItemKind::String | ItemKind::Text => Ok(Value::Text(change::words("answer", &typed::line(answer))?)),
        ItemKind::Integer | ItemKind::Decimal | ItemKind::Date | ItemKind::Quantity => {
            match change::bound("answer", asked.kind, answer, None)? {
                Some(value) => Ok(value),
                None => Err(EditRefused::new("answer", "Enter what the answer is compared with")),
            }
        }
        ItemKind::Group | ItemKind::Display | ItemKind::Attachment => refused("Nobody answers that"),
    }
}
