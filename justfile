# What there is to do here: `just --list`

examples := "deal-brain hello"

# Build the release binary
build:
    cargo build --release

# Run the tests
test *ARGS:
    cargo test {{ARGS}}

# Format the code
fmt:
    cargo fmt

# Accept what the tests now write into snapshots/, and the examples' files; then read the diff
bless:
    INSTA_UPDATE=always cargo test
    just examples

# Compile every example again
examples:
    for example in {{examples}}; do cargo run --quiet --release -- build "examples/$example"; done

# Let the platforms' own validators read one example (or several)
judge *EXAMPLES=examples:
    .ci/install-judges
    for example in {{EXAMPLES}}; do .ci/judge "examples/$example"; done

# Everything that has to hold before a change lands
ci:
    .ci/run
