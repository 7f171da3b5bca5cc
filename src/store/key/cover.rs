//! What hides from others what lies beside an encrypted file, as drafts do.

/// Hides bytes with the key of a data file. Without encryption there is none.
#[cfg(not(feature = "encryption"))]
#[derive(Debug)]
pub enum Cover {}

#[cfg(not(feature = "encryption"))]
impl Cover {
    /// The bytes, so that only this cover gives them back.
    pub fn hide(&self, _: &[u8]) -> Option<Vec<u8>> {
        match *self {}
    }

    /// What was hidden; `None` where it was with another key, or is not whole.
    pub fn show(&self, _: &[u8]) -> Option<Vec<u8>> {
        match *self {}
    }
}

#[cfg(feature = "encryption")]
pub use with_key::Cover;

#[cfg(feature = "encryption")]
mod with_key {
    use std::fmt;

    use openssl::rand::rand_bytes;
    use openssl::symm::{Cipher, decrypt_aead, encrypt_aead};
    use zeroize::Zeroizing;

    use crate::store::key::Key;

    /// What a hidden text begins with: a number used once, and what shows that it is whole.
    const ONCE: usize = 12;
    const WHOLE: usize = 16;

    /// Hides bytes with the key of a data file, by AES-256-GCM.
    pub struct Cover(Zeroizing<[u8; 32]>);

    impl Cover {
        pub(in crate::store) fn of(key: &Key) -> Option<Cover> {
            key.derived(b"ties drafts").map(Cover)
        }

        /// The bytes, so that only this cover gives them back.
        pub fn hide(&self, bytes: &[u8]) -> Option<Vec<u8>> {
            let (mut once, mut whole) = ([0; ONCE], [0; WHOLE]);
            rand_bytes(&mut once).ok()?;
            let hidden = encrypt_aead(
                Cipher::aes_256_gcm(),
                &*self.0,
                Some(&once),
                &[],
                bytes,
                &mut whole,
            );
            Some([once.as_slice(), &whole, &hidden.ok()?].concat())
        }

        /// What was hidden; `None` where it was with another key, or is not whole.
        pub fn show(&self, hidden: &[u8]) -> Option<Vec<u8>> {
            let (once, rest) = hidden.split_at_checked(ONCE)?;
            let (whole, rest) = rest.split_at_checked(WHOLE)?;
            let cipher = Cipher::aes_256_gcm();
            decrypt_aead(cipher, &*self.0, Some(once), &[], rest, whole).ok()
        }
    }

    impl fmt::Debug for Cover {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("Cover")
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn what_is_hidden_comes_back_by_the_same_key_and_whole_only() {
            let cover = Cover(Zeroizing::new([7; 32]));
            let mut hidden = cover.hide(b"likes trams").unwrap();
            assert!(!hidden.windows(5).any(|part| part == b"trams"));
            assert_ne!(hidden, cover.hide(b"likes trams").unwrap());
            assert_eq!(cover.show(&hidden).unwrap(), b"likes trams");
            assert_eq!(Cover(Zeroizing::new([8; 32])).show(&hidden), None);
            hidden[30] ^= 1;
            assert_eq!(cover.show(&hidden), None);
            assert_eq!(cover.show(b"short"), None);
        }
    }
}
