//! A form's conditions, and what is wrong with its answers, in the words of whoever fills it in.

use domain::forms::{Behaviour, Condition, Item, Operator, Questionnaire, Value, Wrong, bound};
use locales::say;
use serde_json::json;

/// What is wrong with an item's answer and what to do.
pub fn wrong_in_words(item: &Item, wrong: &Wrong) -> String {
    let asked = item.label();
    match wrong {
        Wrong::Missing if item.kind.has_options() => say!("form.choose", asked = asked),
        Wrong::Missing => say!("form.missing", asked = asked),
        Wrong::TooLong { max, .. } => say!("form.too_long", asked = asked, max = &max.to_string()),
        Wrong::NotANumber => say!("form.not_a_number", asked = asked),
        Wrong::NotAWholeNumber => say!("form.not_a_whole_number", asked = asked),
        Wrong::NotADate => say!("form.not_a_date", asked = asked),
        Wrong::NotAnOption => say!("form.choose", asked = asked),
        Wrong::TooSmall(min) => say!("form.too_small", asked = asked, least = &bound(min)),
        Wrong::TooLarge(max) => say!("form.too_large", asked = asked, most = &bound(max)),
        Wrong::NoMatch => say!("form.no_match", asked = asked, hint = item.hint()),
    }
}

/// When an item is asked, for whoever sees all of them.
pub fn conditions_in_words(form: &Questionnaire, item: &Item) -> String {
    let said = item.enable_when.iter().map(|condition| condition_in_words(form, condition));
    let between = match item.behaviour {
        Behaviour::All => say!("form.and"),
        Behaviour::Any => say!("form.or"),
    };
    say!("form.only_if", when = &said.collect::<Vec<_>>().join(&format!(" {between} ")))
}

/// One of them.
pub fn condition_in_words(form: &Questionnaire, condition: &Condition) -> String {
    let Some(item) = form.item(&condition.question) else { return String::new() };
    let (asked, answer) = (item.label(), answer_in_words(item, &condition.answer));
    let wants = |flag: bool| condition.answer == Value::Boolean(flag);
    match condition.operator {
        Operator::Exists if wants(true) => say!("form.if_answered", asked = asked),
        Operator::Exists => say!("form.if_unanswered", asked = asked),
        Operator::Equal if wants(true) => say!("form.if_ticked", asked = asked),
        Operator::NotEqual if wants(false) => say!("form.if_ticked", asked = asked),
        Operator::Equal if wants(false) => say!("form.if_unticked", asked = asked),
        Operator::NotEqual if wants(true) => say!("form.if_unticked", asked = asked),
        Operator::Equal => say!("form.if_is", asked = asked, answer = &answer),
        Operator::NotEqual => say!("form.if_not", asked = asked, answer = &answer),
        Operator::Greater => say!("form.if_more", asked = asked, answer = &answer),
        Operator::Less => say!("form.if_less", asked = asked, answer = &answer),
        Operator::GreaterOrEqual => say!("form.if_at_least", asked = asked, answer = &answer),
        Operator::LessOrEqual => say!("form.if_at_most", asked = asked, answer = &answer),
    }
}

fn answer_in_words(item: &Item, answer: &Value) -> String {
    match answer {
        Value::Coding(coding) => {
            item.option(&coding.code).map_or_else(|| bound(answer), |option| option.display.clone())
        }
        Value::Text(code) => item.option(code).map_or_else(|| bound(answer), |option| option.display.clone()),
        Value::Boolean(_) | Value::Integer(_) | Value::Decimal(_) | Value::Date(_) | Value::Quantity(..) => {
            bound(answer)
        }
    }
}

/// The same for `conditions.js`: which fields, how they are compared, with what.
pub fn conditions_for_scripts(item: &Item) -> String {
    let conditions = item.enable_when.iter().map(|condition| {
        let answer = match &condition.answer {
            Value::Boolean(flag) => json!(flag),
            Value::Integer(number) => json!(number),
            Value::Decimal(number) | Value::Quantity(number, _) => json!(number),
            Value::Date(date) => json!(date.to_string()),
            Value::Text(text) => json!(text),
            Value::Coding(coding) => json!(coding.code),
        };
        json!({ "question": condition.question, "operator": condition.operator.as_str(), "answer": answer })
    });
    let any = item.behaviour == Behaviour::Any;
    json!({ "any": any, "conditions": conditions.collect::<Vec<_>>() }).to_string()
}
