//! What every request passes through, from the outside in: an id, a log line, headers, the same-origin check, sessions,
//! and the keeping of forms that came too late.

pub(crate) mod headers;
pub(crate) mod opened;
pub(crate) mod parked_form;
pub(crate) mod request_id;
pub(crate) mod same_origin;
pub(crate) mod sessions;
