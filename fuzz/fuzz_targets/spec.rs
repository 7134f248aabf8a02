//! From the bytes of a spec to its files: see `laws.rs` for what holds, `.ci/fuzz` for how it is run.
#![no_main]

#[path = "../laws.rs"]
mod laws;
#[path = "../mutate.rs"]
mod mutate;

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};

fuzz_target!(|input: &[u8]| laws::hold(input));

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    // Two of three changes are the fuzzer's own, with its dictionary; the third keeps the text a spec.
    if seed.is_multiple_of(3)
        && let Some(new) = mutate::mutate(&data[..size], seed)
        && new.len() <= max_size
    {
        data[..new.len()].copy_from_slice(&new);
        return new.len();
    }
    fuzzer_mutate(data, size, max_size)
});
