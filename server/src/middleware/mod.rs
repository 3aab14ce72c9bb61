//! What every request passes through, from the outside in: an id, a log line, headers, the same-origin check, admission,
//! sessions, the pages for forms that were refused, and who is asking.

pub(crate) mod address;
pub(crate) mod admission;
pub(crate) mod headers;
pub(crate) mod join_cookie;
pub(crate) mod link_cookie;
pub(crate) mod markup;
pub(crate) mod opened;
pub(crate) mod page_form;
pub(crate) mod request_id;
pub(crate) mod same_origin;
mod sentence;
pub(crate) mod sessions;
pub(crate) mod who;
