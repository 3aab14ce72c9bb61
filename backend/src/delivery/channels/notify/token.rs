use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use jiff::Timestamp;
use sha2::Sha256;

use crate::settings::NotifyKey;

/// A JSON Web Token (RFC 7519) by HMAC-SHA256, good for 30 seconds: each call has its own.
pub(super) fn sign(key: &NotifyKey, now: Timestamp) -> String {
    let header = URL_SAFE_NO_PAD.encode(r#"{"typ":"JWT","alg":"HS256"}"#);
    let claims = URL_SAFE_NO_PAD.encode(format!(r#"{{"iss":"{}","iat":{}}}"#, key.service, now.as_second()));
    let mut mac = Hmac::<Sha256>::new_from_slice(key.secret.expose().as_bytes()).expect("HMAC takes any key");
    mac.update(format!("{header}.{claims}").as_bytes());
    format!("{header}.{claims}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made with Python's `hmac` and `base64`.
    #[test]
    fn a_token_is_what_another_library_makes_of_it() {
        let key = "k-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0";
        let key = NotifyKey::parse(key).unwrap();
        let token = sign(&key, Timestamp::from_second(1_568_818_578).unwrap());
        assert_eq!(
            token,
            "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJpc3MiOiIyNjc4NWEwOS1hYjE2LTRlYjAtODQwNy1hMzc0OTdhNTc1MDYiLCJpYXQiOjE1Njg4MTg1Nzh9.YT_aQYNif0l3HaPwy62Cj9g0qsYzjnj1K5pLwkELiFw"
        );
    }
}
