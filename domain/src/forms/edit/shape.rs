//! Which items a form has, and in which order.

use serde_json::{Value as Json, json};

use super::{
    super::questionnaire::{Item, ItemKind},
    AnswerKind, EditRefused, Opened, Spot, change, options, quoted, tree,
};

/// What somebody can add. A group is made in a file, and pictures have a page of their own.
pub const NEW_KINDS: [ItemKind; 10] = [
    ItemKind::String,
    ItemKind::Text,
    ItemKind::Choice,
    ItemKind::OpenChoice,
    ItemKind::Boolean,
    ItemKind::Integer,
    ItemKind::Decimal,
    ItemKind::Quantity,
    ItemKind::Date,
    ItemKind::Display,
];

impl Opened {
    pub(super) fn add(
        &self,
        json: &mut Json,
        after: Option<&str>,
        text: &str,
        required: bool,
        to: &AnswerKind,
    ) -> Result<String, EditRefused> {
        let text = change::question(text)?;
        if !NEW_KINDS.contains(&to.kind) {
            return Err(EditRefused::new("kind", "Choose how it is answered"));
        }
        if required && (!to.kind.is_asked() || to.kind == ItemKind::Boolean) {
            let sentence = match to.kind {
                ItemKind::Boolean => "A box to tick cannot be required: not ticked is an answer",
                _ => "Nothing is answered in it, so that it cannot be required",
            };
            return Err(EditRefused::new("required", sentence));
        }
        let link_id = self.new_name();
        let mut new = json!({ "linkId": link_id, "type": to.kind.as_str(), "text": text });
        if required {
            new["required"] = true.into();
        }
        match after {
            Some(after) => {
                let (list, at) = tree::list_of(json, after)?;
                list.insert(at + 1, new);
            }
            None => match json.as_object_mut() {
                Some(form) => tree::list(form, "item")?.push(new),
                None => return Err(super::gone()),
            },
        }
        options::set_unit(tree::object(json, &link_id)?, None, to)?;
        if to.kind.has_options() {
            let none = Item::new(&link_id, to.kind);
            self.set_options(json, &none, &to.options)?;
        }
        Ok(link_id)
    }

    /// "own-1", "own-2": the next that is free, also beside an item that is called so in another way.
    fn new_name(&self) -> String {
        let mut numbered = (1_usize..).map(|n| format!("own-{n}"));
        numbered.find(|name| self.form.item(name).is_none()).unwrap_or_default()
    }

    /// The item beside it within its group, what explains the group left out.
    pub fn neighbour(&self, link_id: &str, is_above: bool) -> Option<&Item> {
        let all = self.form.all_items();
        let (_, parent) = all.iter().find(|(item, _)| item.link_id == link_id)?;
        let items = parent.map_or(&self.form.items, |parent| &parent.items);
        let parts: Vec<&Item> = items.iter().filter(|item| !item.is_help).collect();
        let at = parts.iter().position(|item| item.link_id == link_id)?;
        let beside = if is_above { at.checked_sub(1)? } else { at + 1 };
        parts.get(beside).copied()
    }

    pub(super) fn swap(&self, json: &mut Json, link_id: &str, is_up: bool) -> Result<String, EditRefused> {
        let item = self.item(link_id)?;
        let end = || EditRefused::new("", format!("{} stands at the end already", quoted(item)));
        let other = self.neighbour(link_id, is_up).ok_or_else(end)?;
        let (_, to) = tree::list_of(json, &other.link_id)?;
        let (list, from) = tree::list_of(json, link_id)?;
        // What stands between the two and is not shown keeps its place.
        if list.get(to).is_some_and(|each| tree::is_called(each, &other.link_id)) {
            list.swap(from, to);
        }
        Ok(link_id.to_owned())
    }

    pub(super) fn put(&self, json: &mut Json, link_id: &str, to: &Spot) -> Result<String, EditRefused> {
        let item = self.item(link_id)?;
        let target = match to {
            Spot::First => None,
            Spot::FirstIn(group) | Spot::After(group) => Some(self.item(group)?),
        };
        if target.is_some_and(|target| is_in(item, &target.link_id)) {
            return Err(EditRefused::new("spot", format!("{} cannot be put into itself", quoted(item))));
        }
        if matches!(to, Spot::FirstIn(_)) && target.is_some_and(|target| target.kind != ItemKind::Group) {
            return Err(EditRefused::new("spot", "Only a group has questions in it"));
        }
        self.leaves_no_empty_group(item)?;
        let (list, at) = tree::list_of(json, link_id)?;
        let moved = list.remove(at);
        match (to, target) {
            (Spot::After(_), Some(target)) => {
                let (list, at) = tree::list_of(json, &target.link_id)?;
                list.insert(at + 1, moved);
            }
            (Spot::FirstIn(_), Some(target)) => {
                let list = tree::list(tree::object(json, &target.link_id)?, "item")?;
                let is_explained = target.items.first().is_some_and(|first| first.is_help);
                list.insert(usize::from(is_explained).min(list.len()), moved);
            }
            (Spot::First | Spot::FirstIn(_) | Spot::After(_), _) => {
                let list = json.get_mut("item").and_then(Json::as_array_mut).ok_or_else(super::gone)?;
                list.insert(0, moved);
            }
        }
        Ok(link_id.to_owned())
    }

    pub(super) fn remove(&self, json: &mut Json, link_id: &str) -> Result<String, EditRefused> {
        let item = self.item(link_id)?;
        let inside = items_of(item);
        for each in &inside {
            self.is_read(each, "so that it has to stay")?;
        }
        for (other, _) in self.form.all_items() {
            let is_inside = |link_id: &str| inside.iter().any(|each| each.link_id == link_id);
            if is_inside(&other.link_id) {
                continue;
            }
            if let Some(condition) = other.enable_when.iter().find(|condition| is_inside(&condition.question)) {
                let asked = self.form.item(&condition.question).map(quoted).unwrap_or_default();
                let sentence = format!(
                    "{asked} has to stay: {} is asked only after its answer. Change when that is asked first",
                    quoted(other)
                );
                return Err(EditRefused::new("", sentence));
            }
        }
        self.leaves_no_empty_group(item)?;
        let all = self.form.all_items();
        let parent = all.iter().find(|(each, _)| each.link_id == link_id).and_then(|(_, parent)| *parent);
        let beside = self.neighbour(link_id, true).or_else(|| self.neighbour(link_id, false)).or(parent);
        let (list, at) = tree::list_of(json, link_id)?;
        list.remove(at);
        Ok(beside.map(|item| item.link_id.clone()).unwrap_or_default())
    }

    /// A group asks something, and so does a form.
    fn leaves_no_empty_group(&self, item: &Item) -> Result<(), EditRefused> {
        let is_alone = [true, false].iter().all(|is_above| self.neighbour(&item.link_id, *is_above).is_none());
        if !is_alone {
            return Ok(());
        }
        let all = self.form.all_items();
        let parent = all.iter().find(|(each, _)| each.link_id == item.link_id).and_then(|(_, parent)| *parent);
        let sentence = match parent {
            Some(parent) => format!(
                "{} is all that {} has: put something else there first, or remove that whole",
                quoted(item),
                quoted(parent)
            ),
            None => format!("{} is all that the form has", quoted(item)),
        };
        Err(EditRefused::new("", sentence))
    }
}

/// An item with everything in it.
fn items_of(item: &Item) -> Vec<&Item> {
    let mut all = vec![item];
    for each in &item.items {
        all.extend(items_of(each));
    }
    all
}

/// Whether it is the item, or stands in it.
fn is_in(item: &Item, link_id: &str) -> bool {
    items_of(item).iter().any(|each| each.link_id == link_id)
}
