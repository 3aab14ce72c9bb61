use domain::{
    case::Draft,
    forms::{Checked, FormKind, Item, ItemKind},
};
use leptos::prelude::*;

use super::{
    DraftForm,
    parts::{Group, OneOf},
};
use crate::{
    components::{Notice, NoticeTone},
    features::forms::{Asked, Items},
};

/// What it is, where, how big, since when, and what it does: by the form of the service that is asked, or by the one that
/// comes with Skinlink.
#[component]
pub fn Clinical(state: DraftForm, draft: Draft) -> impl IntoView {
    let left_out = state.left_out.get_untracked();
    let missing = Signal::derive(move || {
        let first = state.asked.with(|form| links(&parts(&form.items).0));
        let is_of_it = |field: &String| field == "problem" || first.contains(field);
        state.problems.read().iter().filter(|problem| is_of_it(&problem.field)).count()
    });
    view! {
        <Group title="Problem" missing open=!left_out.is_empty()>
            <OneOf state name="problem" legend="Lesion or rash" value=draft.problem choices=&[("lesion", "Lesion"), ("rash", "Rash")]/>
            <button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small other-questions" name="then" value="save">"Show its questions"</button>
            <LeftOut state/>
            <Version state show=|state, form| {
                let (items, class) = (parts(&form.items).0, class(form.kind()));
                let asked = asked(state, form);
                let frame = asked.frame();
                view! { <div class=class><Items asked items/>{frame}</div> }.into_any()
            }/>
        </Group>
        <Version state show=|state, form| {
            let (groups, class) = (parts(&form.items).1, class(form.kind()));
            let asked = asked(state, form);
            let more = groups.into_iter().map(|group| view! { <More state asked=asked.clone() group/> }).collect_view();
            view! { <div class=class>{more}</div> }.into_any()
        }/>
    }
    .into_any()
}

/// A part of the form that is asked now. Another version has fields of its own: of one that was taken for another question's
/// the browser would keep what was typed.
#[component]
fn Version(state: DraftForm, show: fn(DraftForm, Checked) -> AnyView) -> impl IntoView {
    view! {
        <For each=move || [state.asked.get()] key=|form| form.canonical() children=move |form| show(state, form)/>
    }
}

/// The form as it is filled in now. Its fields own what stands in them until there are others.
fn asked(state: DraftForm, form: Checked) -> Asked {
    let response = state.draft.with_untracked(|draft| draft.response.clone());
    let errors = Callback::new(move |link_id: String| state.error(&link_id));
    Asked::compact(form, response, "draft[response]", errors)
}

/// What style/components/_request.scss shows it by, once that is chosen.
fn class(kind: FormKind) -> String {
    format!("clinical clinical--{}", kind.as_str())
}

/// What stands with the question for lesion or rash, and the groups that follow, each by itself.
fn parts(items: &[Item]) -> (Vec<Item>, Vec<Item>) {
    let first = items.iter().position(is_section).unwrap_or(items.len());
    let (before, rest) = items.split_at(first);
    let mut with_it = before.to_vec();
    let mut rest = rest.iter();
    if let Some(group) = rest.next() {
        if group.text == "Problem" { with_it.extend(group.items.iter().cloned()) } else { with_it.push(group.clone()) }
    }
    let (groups, others): (Vec<Item>, Vec<Item>) = rest.cloned().partition(is_section);
    with_it.extend(others);
    (with_it, groups)
}

/// A group that is always asked, and no question by itself.
fn is_section(item: &Item) -> bool {
    item.kind == ItemKind::Group && !item.is_ticks() && item.enable_when.is_empty()
}

/// Every linkId in these.
fn links(items: &[Item]) -> Vec<String> {
    items.iter().flat_map(|item| std::iter::once(item.link_id.clone()).chain(links(&item.items))).collect()
}

/// One more group of the form.
#[component]
fn More(state: DraftForm, asked: Asked, group: Item) -> impl IntoView {
    fn is_needed(items: &[Item]) -> bool {
        items.iter().any(|item| item.required || is_needed(&item.items))
    }
    let missing = state.missing(links(&group.items));
    let (title, hint, optional) = (group.text.clone(), group.hint().to_owned(), !is_needed(&group.items));
    view! {
        <Group title missing optional>
            {(!hint.is_empty()).then(|| view! { <p class="nhsuk-hint">{hint}</p> })}
            <Items asked items=group.items/>
        </Group>
    }
    .into_any()
}

/// What was answered and is not asked any longer: it was typed for something, and may be wanted in the question.
#[component]
fn LeftOut(state: DraftForm) -> impl IntoView {
    let lines = move || {
        let left_out = state.left_out.get().into_iter();
        left_out.map(|it| view! { <li>{it.label}": "<bdi>{it.value}</bdi></li> }).collect_view()
    };
    view! {
        <div>
            <Show when=move || !state.left_out.read().is_empty()>
                <div class="left-out">
                    <Notice tone=NoticeTone::Warning><p>"Not asked in this form, and not sent with it:"</p><ul>{lines}</ul></Notice>
                </div>
            </Show>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every item that is asked stands once on the page.
    #[test]
    fn nothing_of_a_form_is_left_out_of_the_page() {
        for kind in [FormKind::Lesion, FormKind::Rash, FormKind::HasChanged] {
            let form = kind.shipped().unwrap();
            let (first, more) = parts(&form.items);
            let shown: Vec<String> = links(&first).into_iter().chain(links(&more)).collect();
            for (item, _) in form.all_items().into_iter().filter(|(item, _)| item.kind.is_asked()) {
                assert_eq!(shown.iter().filter(|it| **it == item.link_id).count(), 1, "{kind:?}: {}", item.link_id);
            }
        }
    }
}
