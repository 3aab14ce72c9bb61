//! A file's items, found and changed where they stand.

use serde_json::{Map, Value as Json};

use super::{EditRefused, gone};
use crate::typed;

/// Whether this is the item of that name, as its name is read.
pub(super) fn is_called(item: &Json, link_id: &str) -> bool {
    item.get("linkId").and_then(Json::as_str).is_some_and(|name| typed::text(name) == link_id)
}

/// The way to an item: its number in each list of items.
pub(super) fn way_to(json: &Json, link_id: &str) -> Result<Vec<usize>, EditRefused> {
    fn find(json: &Json, link_id: &str, way: &mut Vec<usize>) -> bool {
        let items = json.get("item").and_then(Json::as_array);
        items.into_iter().flatten().enumerate().any(|(at, item)| {
            way.push(at);
            let found = is_called(item, link_id) || find(item, link_id, way);
            if !found {
                way.pop();
            }
            found
        })
    }
    let mut way = Vec::new();
    if find(json, link_id, &mut way) { Ok(way) } else { Err(gone()) }
}

/// The list that an item stands in, and its number in there.
pub(super) fn list_of<'a>(json: &'a mut Json, link_id: &str) -> Result<(&'a mut Vec<Json>, usize), EditRefused> {
    let way = way_to(json, link_id)?;
    let (last, groups) = way.split_last().ok_or_else(gone)?;
    let mut parent = json;
    for &at in groups {
        parent = parent.get_mut("item").and_then(|items| items.get_mut(at)).ok_or_else(gone)?;
    }
    let list = parent.get_mut("item").and_then(Json::as_array_mut).ok_or_else(gone)?;
    Ok((list, *last))
}

/// The item itself.
pub(super) fn object<'a>(json: &'a mut Json, link_id: &str) -> Result<&'a mut Map<String, Json>, EditRefused> {
    let (list, at) = list_of(json, link_id)?;
    list.get_mut(at).and_then(Json::as_object_mut).ok_or_else(gone)
}

/// The list of this name; an empty one where there is none.
pub(super) fn list<'a>(object: &'a mut Map<String, Json>, name: &str) -> Result<&'a mut Vec<Json>, EditRefused> {
    object.entry(name).or_insert_with(|| Json::Array(Vec::new())).as_array_mut().ok_or_else(gone)
}

/// Without a list in which nothing stands.
pub(super) fn no_empty_list(object: &mut Map<String, Json>, name: &str) {
    if object.get(name).and_then(Json::as_array).is_some_and(Vec::is_empty) {
        object.remove(name);
    }
}

/// A value of this name, or none.
pub(super) fn set(object: &mut Map<String, Json>, name: &str, value: Option<Json>) {
    match value {
        Some(value) => drop(object.insert(name.to_owned(), value)),
        None => drop(object.remove(name)),
    }
}

/// The extension of this address, or none.
pub(super) fn set_extension(
    object: &mut Map<String, Json>,
    url: &str,
    extension: Option<Json>,
) -> Result<(), EditRefused> {
    let extensions = list(object, "extension")?;
    extensions.retain(|each| each.get("url").and_then(Json::as_str) != Some(url));
    extensions.extend(extension);
    no_empty_list(object, "extension");
    Ok(())
}
