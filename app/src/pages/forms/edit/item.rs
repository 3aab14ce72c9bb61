use domain::forms::{
    Item, ItemKind,
    edit::{EditAct, Opened},
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{Editing, about, add::AddItem, fields::ItemFields};
use crate::{
    api::{client::marked, forms::ChangeForm},
    features::forms::conditions_in_words,
};

/// The items of the form, or of one group, each with what can be done to it.
#[component]
pub fn Items(editing: Editing, of: String) -> impl IntoView {
    let items = editing.opened.with_value(|opened| match of.is_empty() {
        true => opened.form.items.clone(),
        false => opened.form.item(&of).map(|group| group.items.clone()).unwrap_or_default(),
    });
    let items = items.into_iter().filter(|item| !item.is_help);
    let items = items.map(|item| view! { <OneItem editing=editing.clone() item/> }).collect_view();
    view! { <ol class="nhsuk-list form-items">{items}</ol> }.into_any()
}

#[component]
fn OneItem(editing: Editing, item: Item) -> impl IntoView {
    let link_id = item.link_id.clone();
    let is_open = editing.at.item == link_id;
    let done = editing.at.done.filter(|_| editing.at.done_at == link_id).map(|act| {
        view! { <p class="form-item__done" role="status">{done_in_words(act)}</p> }
    });
    let (said, when) = editing.opened.with_value(|opened| {
        let when = (!item.enable_when.is_empty()).then(|| conditions_in_words(&opened.form, &item));
        (facts(opened, &item), when)
    });
    let when = when.map(|when| view! { <p class="form-item__when">{when}</p> });
    let inside = (item.kind == ItemKind::Group)
        .then(|| view! { <Items editing=editing.clone() of=link_id.clone()/> }.into_any());
    let add = (editing.at.after == link_id).then(|| view! { <AddItem editing=editing.clone() item=item.clone()/> });
    let fields = is_open.then(|| view! { <ItemFields editing=editing.clone() item=item.clone()/> });
    let text = item.text.clone();
    let heading =
        if item.kind == ItemKind::Group { "form-item__text form-item__text--group" } else { "form-item__text" };
    view! {
        <li class="form-item" class:form-item--open=is_open id=format!("item:{link_id}")>
            <div class="form-item__row">
                <div class="form-item__says">
                    <p class=heading dir="auto">{text}</p>
                    <p class="quiet">{said}</p>
                    {when}{done}
                </div>
                <Acts editing item/>
            </div>
            {fields}{inside}{add}
        </li>
    }
    .into_any()
}

/// What can be done to an item with one press, and the ways to its fields.
#[component]
fn Acts(editing: Editing, item: Item) -> impl IntoView {
    let link_id = item.link_id.as_str();
    let beside = |is_above| editing.opened.with_value(|opened| opened.neighbour(link_id, is_above).is_some());
    let buttons = [(EditAct::Up, beside(true)), (EditAct::Down, beside(false))].map(|(act, is_possible)| {
        is_possible.then(|| {
            view! { <button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" name="act" value=act.as_str()>{act.label()}{about(&item)}</button> }
        })
    });
    let moves = buttons.iter().any(Option::is_some).then(|| {
        view! {
            <form class="form-item__moves" method="post" action=marked(ChangeForm::url())>
                {editing.hidden(None, link_id)}
                {buttons.into_iter().collect_view()}
            </form>
        }
    });
    let change = editing.page(&[("item", link_id)]);
    let after = editing.page(&[("after", link_id)]);
    view! {
        <div class="form-item__acts">
            <a href=change rel="external">"Change"{about(&item)}</a>
            <a href=after rel="external">"Add a question after this"{about(&item)}</a>
            {moves}
        </div>
    }
    .into_any()
}

/// What an item is, in a line.
fn facts(opened: &Opened, item: &Item) -> String {
    let mut facts = vec![if item.is_ticks() { "Boxes to tick".to_owned() } else { item.kind.label().to_owned() }];
    if !item.options.is_empty() {
        let more = if item.repeats { ", several may be chosen" } else { "" };
        facts.push(format!("{} choices{more}", item.options.len()));
    }
    if item.required {
        facts.push("has to be answered".to_owned());
    }
    if opened.need(&item.link_id).is_some() {
        facts.push("the rules read this question".to_owned());
    }
    facts.join(" · ")
}

const fn done_in_words(act: EditAct) -> &'static str {
    match act {
        EditAct::Add => "Added",
        EditAct::Up | EditAct::Down | EditAct::Put => "Moved",
        EditAct::Remove => "The question beside this one is removed",
        EditAct::Name | EditAct::Change | EditAct::Retype => "Saved",
        EditAct::When | EditAct::NoLongerWhen | EditAct::AnyOrAll => "Saved when it is asked",
    }
}
