use domain::forms::{
    Behaviour, Condition, Item, ItemKind, Operator, Value,
    edit::{EditAct, bound_as_typed},
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{Editing, id, in_form};
use crate::{
    api::{client::marked, forms::ChangeForm},
    components::{Choices, Field, Select},
    features::forms::condition_in_words,
};

/// When an item is asked: its conditions in words, and the way to one more.
#[component]
pub fn WhenAsked(editing: Editing, item: Item) -> impl IntoView {
    let act = EditAct::NoLongerWhen;
    let link_id = item.link_id.clone();
    let conditions = item.enable_when.iter().enumerate().map(|(at, condition)| {
        let said = editing.opened.with_value(|opened| condition_in_words(&opened.form, condition));
        let number = at.to_string();
        let change = editing.page(&[("item", &link_id), ("when", &condition.question), ("condition", &number)]);
        let of = format!(": {said}");
        view! {
            <li class="form-when__one">
                <span>{said}</span>
                <a href=change rel="external">"Change"<span class="nhsuk-u-visually-hidden">{of.clone()}</span></a>
                <form method="post" action=marked(ChangeForm::url())>
                    {editing.hidden(Some(act), &link_id)}
                    <input type="hidden" name=in_form("condition") value=number.clone()/>
                    <button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small">"Remove"<span class="nhsuk-u-visually-hidden">{of}</span></button>
                </form>
            </li>
        }
    });
    let conditions = conditions.collect_view();
    let said = if item.enable_when.is_empty() { "It is always asked." } else { "It is asked only if:" };
    let any_or_all =
        (item.enable_when.len() > 1).then(|| view! { <AnyOrAll editing=editing.clone() item=item.clone()/> });
    let chosen = editing.at.when.clone();
    let asked = editing.opened.with_value(|opened| opened.form.item(&chosen).cloned()).filter(|it| it.kind.is_asked());
    let next = match asked {
        Some(asked) => view! { <Test editing=editing.clone() item=item.clone() asked/> }.into_any(),
        None => view! { <Question editing=editing.clone() item=item.clone()/> }.into_any(),
    };
    view! {
        <div class="form-when">
            <h4 class="nhsuk-heading-xs">"When it is asked"</h4>
            <p>{said}</p>
            <ul class="nhsuk-list">{conditions}</ul>
            {any_or_all}{next}
        </div>
    }
    .into_any()
}

/// Which question decides. What its answers are stands on the page that this opens.
#[component]
fn Question(editing: Editing, item: Item) -> impl IntoView {
    let choices = editing.opened.with_value(|opened| {
        let all = opened.form.all_items();
        let others = all.into_iter().map(|(it, _)| it).filter(|it| it.kind.is_asked() && it.link_id != item.link_id);
        others.map(|it| (it.link_id.clone(), it.question().to_owned())).collect::<Vec<_>>()
    });
    if choices.is_empty() {
        return ().into_any();
    }
    let label = if item.enable_when.is_empty() { "Ask it only after an answer to" } else { "And an answer to" };
    view! {
        <form method="get" action="/forms/edit#edit">
            <input type="hidden" name="form" value=editing.kind.as_str()/>
            <input type="hidden" name="item" value=item.link_id.clone()/>
            <Select name=id("when") form_name="when".to_owned() label choices value=String::new()/>
            <button class="nhsuk-button nhsuk-button--secondary">"Choose the answer"</button>
        </form>
    }
    .into_any()
}

/// What has to be answered to that question.
#[component]
fn Test(editing: Editing, item: Item, asked: Item) -> impl IntoView {
    let act = EditAct::When;
    let link_id = item.link_id.clone();
    let instead_of = editing.at.condition;
    let before = instead_of.and_then(|at| item.enable_when.get(at)).filter(|it| it.question == asked.link_id);
    let (test, answer) = before.map(as_typed).unwrap_or_default();
    let typed = asked.kind.is_ordered().then(|| {
        let hint = if asked.kind == ItemKind::Date { "For example, 27 3 2026" } else { "" };
        view! { <Field name=id("answer") form_name=in_form("answer") label="Compared with" value=editing.value(act, &link_id, "answer", answer)
            width="nhsuk-input--width-10" hint error=editing.error(act, &link_id, "answer")/> }
    });
    let number = instead_of.map(|at| at.to_string()).unwrap_or_default();
    view! {
        <form method="post" action=marked(ChangeForm::url())>
            {editing.hidden(Some(act), &link_id)}
            <input type="hidden" name=in_form("question") value=asked.link_id.clone()/>
            <input type="hidden" name=in_form("condition") value=number/>
            <Choices name=id("test") form_name=in_form("test") legend=format!("Ask it if “{}”", asked.question()) choices=tests(&asked)
                value=editing.value(act, &link_id, "test", test) error=editing.error(act, &link_id, "test")/>
            {typed}
            <div class="form-open__acts">
                <button class="nhsuk-button nhsuk-button--secondary">{act.label()}</button>
                <a href=editing.page(&[("item", &link_id)]) rel="external">"Choose another question"</a>
            </div>
        </form>
    }
    .into_any()
}

/// What can be asked of an answer: how it is compared, and with what.
fn tests(asked: &Item) -> Vec<(String, String)> {
    let test = |test: &str, label: &str| (test.to_owned(), label.to_owned());
    let answered = [test("exists true", "is answered"), test("exists false", "is not answered")];
    match asked.kind {
        ItemKind::Boolean => vec![test("= true", "is ticked"), test("= false", "is not ticked")],
        ItemKind::Choice | ItemKind::OpenChoice => {
            let of = |operator: &str, says: &str| {
                let options = asked.options.iter();
                let tests = options.map(|it| (format!("{operator} {}", it.code), format!("{says} “{}”", it.display)));
                tests.collect::<Vec<_>>()
            };
            [of("=", "is"), of("!=", "is not"), answered.to_vec()].concat()
        }
        ItemKind::Integer | ItemKind::Decimal | ItemKind::Date | ItemKind::Quantity => {
            let compared = [
                test(">=", "is at least"),
                test("<=", "is at most"),
                test(">", "is more than"),
                test("<", "is less than"),
                test("=", "is just"),
                test("!=", "is not"),
            ];
            [compared.to_vec(), answered.to_vec()].concat()
        }
        ItemKind::String | ItemKind::Text | ItemKind::Group | ItemKind::Display | ItemKind::Attachment => {
            answered.to_vec()
        }
    }
}

/// A condition as it would be chosen, and what would be typed beside it.
fn as_typed(condition: &Condition) -> (String, String) {
    let operator = condition.operator.as_str();
    match &condition.answer {
        Value::Boolean(flag) => {
            // "Not ticked" is said in two ways.
            let flag = *flag != (condition.operator == Operator::NotEqual);
            let operator = if condition.operator == Operator::Exists { operator } else { "=" };
            (format!("{operator} {flag}"), String::new())
        }
        Value::Coding(coding) => (format!("{operator} {}", coding.code), String::new()),
        Value::Text(code) => (format!("{operator} {code}"), String::new()),
        bound @ (Value::Integer(_) | Value::Decimal(_) | Value::Date(_) | Value::Quantity(..)) => {
            (operator.to_owned(), bound_as_typed(Some(bound)))
        }
    }
}

/// Whether one of several conditions is enough.
#[component]
fn AnyOrAll(editing: Editing, item: Item) -> impl IntoView {
    let act = EditAct::AnyOrAll;
    let choices = [("all", "all of these"), ("any", "one of these")];
    let choices = choices.map(|(value, label)| (value.to_owned(), label.to_owned())).to_vec();
    let value = if item.behaviour == Behaviour::Any { "any" } else { "all" };
    view! {
        <form method="post" action=marked(ChangeForm::url())>
            {editing.hidden(Some(act), &item.link_id)}
            <Choices name=id("behaviour") form_name=in_form("behaviour") legend="It needs" choices value=value.to_owned()/>
            <button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small">{act.label()}</button>
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use domain::forms::FormKind;

    use super::*;

    /// What stands in a form can be opened, and saved as it is.
    #[test]
    fn a_condition_is_among_what_can_be_chosen() {
        let mut seen = 0;
        for &kind in FormKind::ALL {
            let form = kind.shipped().unwrap();
            for (item, _) in form.all_items() {
                for condition in &item.enable_when {
                    let (test, answer) = as_typed(condition);
                    let asked = form.item(&condition.question).unwrap();
                    assert!(tests(asked).iter().any(|(each, _)| *each == test), "{}: {test}", item.link_id);
                    assert_eq!(answer, "");
                    seen += 1;
                }
            }
        }
        assert!(seen > 4, "{seen}");
    }
}
