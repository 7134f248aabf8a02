-- Neovim edits a spec with the language server, as a person would: open, type, complete, accept, look around, rename over
-- files, mend, format, save. PAGE holds its configuration, SPEC is the file, PART one that it includes, and `dbgen` is on
-- PATH; each step that does not come out as it should ends with an error and exit code 1.
local spec, part = assert(vim.env.SPEC, 'SPEC'), assert(vim.env.PART, 'PART')

local function fail(what, found)
  -- A long list says enough by its start.
  local shown = found ~= nil and vim.inspect(found) or ''
  io.stderr:write(('editor: %s\n%s\n'):format(what, shown:sub(1, 3000)))
  vim.cmd('cquit 1')
end

local function expect(what, condition, found)
  if not condition then fail(what, found) end
  io.stdout:write(('  %s\n'):format(what))
end

vim.o.swapfile = false
vim.o.hidden = true
-- The configuration that editors/README.md gives, block by block; of two ways to start the server the one that this
-- version has.
vim.cmd('filetype on')
local page = table.concat(vim.fn.readfile(assert(vim.env.PAGE, 'PAGE')), '\n')
local blocks = 0
for block in page:gmatch('```lua\n(.-)```') do
  local newer = block:find('vim.lsp.config', 1, true) ~= nil
  local older = block:find('vim.lsp.start', 1, true) ~= nil
  if (not newer or vim.lsp.config) and not (older and vim.lsp.config) then
    assert(loadstring(block))()
    blocks = blocks + 1
  end
end
expect('the page has a configuration', blocks == 2, blocks)
vim.cmd.edit(vim.fn.fnameescape(spec))
local buffer = vim.api.nvim_get_current_buf()
expect('the server starts', vim.wait(10000, function() return #vim.lsp.get_clients({ bufnr = buffer }) == 1 end, 10))
local id = vim.lsp.get_clients({ bufnr = buffer })[1].id
local client = vim.lsp.get_client_by_id(id)
expect('and says what it can', vim.wait(10000, function() return client.initialized end, 10))

local document = { uri = vim.uri_from_bufnr(buffer) }
local function lines() return vim.api.nvim_buf_get_lines(buffer, 0, -1, false) end
local function text() return table.concat(lines(), '\n') .. '\n' end
-- The number of the first line that holds a text, from 0, and the column of that.
local function line_of(wanted)
  for number, line in ipairs(lines()) do
    local column = line:find(wanted, 1, true)
    if column then return number - 1, column - 1 end
  end
  fail('no line holds ' .. wanted)
end
local function ask(method, params)
  local answer = client.request_sync(method, params, 10000, buffer)
  if not answer or answer.err then fail(method .. ' is not answered', answer) end
  return answer.result
end
local function at(line, column)
  return { textDocument = document, position = { line = line, character = column } }
end
-- The place so many letters into the first place where a text stands.
local function on(wanted, letters)
  local line, column = line_of(wanted)
  return at(line, column + letters)
end
-- Puts the cursor there.
local function go(wanted, letters)
  local line, column = line_of(wanted)
  vim.api.nvim_win_set_cursor(0, { line + 1, column + letters })
end
local function some(list, fits)
  for _, item in ipairs(list) do
    if fits(item) then return item end
  end
end
local function codes()
  local found = vim.tbl_map(function(diagnostic) return diagnostic.code end, vim.diagnostic.get(buffer))
  table.sort(found)
  return found
end
local function soon(fits) return vim.wait(10000, fits, 10) end
-- The lenses come from the compiler: when they are there, so are the diagnostics of the text as it stands.
local function settle() return ask('textDocument/codeLens', { textDocument = document }) end

local original = text()
local lenses = settle()
expect('a good spec is quiet', #codes() == 0, codes())

-- What stands around a text.
local function titles(line)
  local own = vim.tbl_filter(function(lens) return lens.range.start.line == line end, lenses)
  return table.concat(vim.tbl_map(function(lens) return lens.command.title end, own), ', ')
end
expect('a lens tells what an environment holds',
  titles((line_of('environment "production"'))) == '4 services, 3 secrets, diff against main', lenses)

local function hover(wanted, letters)
  local answer = ask('textDocument/hover', on(wanted, letters))
  return answer and answer.contents.value or ''
end
local drain = hover('drain "45s"', 8)
expect('hover has the words of the manual', drain:find('How long it may take to finish', 1, true), drain)
expect('and the allowed values', drain:find('Takes a duration', 1, true), drain)
expect('and the default', drain:find('30 seconds where nothing is said', 1, true), drain)
expect('and the layer that the value comes from', drain:find('`45s`, from `service "api"` at deploy.kdl:', 1, true), drain)
expect('and what each target makes of it',
  drain:find('- `render.yaml`, line %d+\n  ```yaml\n  maxShutdownDelaySeconds: 45\n') and drain:find('stop_grace_period: 45s', 1, true), drain)

local links = ask('textDocument/documentLink', { textDocument = document })
local function leads_to(path)
  return some(links, function(link) return vim.endswith(link.target, '/deal-brain/' .. path) end)
end
expect('links lead to what is read', leads_to('infra/api/Dockerfile'), links)
expect('and to what is generated', leads_to('render.yaml') and leads_to('.github/workflows/ci-cd.yml'), links)

local function hints()
  return vim.tbl_map(function(hint) return hint.inlay_hint.label end, vim.lsp.inlay_hint.get({ bufnr = buffer }))
end
expect('hints say what a name stands for', soon(function() return vim.tbl_contains(hints(), 'postgres 16') end), hints())
expect('and what a copy brings', vim.tbl_contains(hints(), '+ env, resources, routes, writable'), hints())

vim.lsp.semantic_tokens.start(buffer, id)
local function kind(wanted, letters)
  local line, column = line_of(wanted)
  local found = vim.lsp.semantic_tokens.get_at_pos(buffer, line, column + letters) or {}
  return found[1] and found[1].type
end
expect('colours know a node', soon(function() return kind('drain "45s"', 1) == 'keyword' end), kind('drain "45s"', 1))
expect('and a name', kind('like="api"', 6) == 'variable' and kind('like="api"', 1) == 'property', kind('like="api"', 6))

local folds = ask('textDocument/foldingRange', { textDocument = document })
local api = line_of('service "api" runtime')
local fold = some(folds, function(fold) return fold.startLine == api end)
expect('a block folds from its line to its brace', fold and lines()[fold.endLine + 1] == '}', folds)

local place = on('port 8000', 6)
local range = ask('textDocument/selectionRange', { textDocument = document, positions = { place.position } })[1]
local function selected()
  local from, to = range.range.start, range.range['end']
  return table.concat(vim.api.nvim_buf_get_text(buffer, from.line, from.character, to.line, to.character, {}), '\n')
end
local grown = selected()
range = range.parent
expect('a selection grows from the value to the node', grown == '8000' and selected() == 'port 8000 public=#true', grown)

local symbols = ask('textDocument/documentSymbol', { textDocument = document })
expect('the outline names services', some(symbols, function(it) return it.name == 'worker' and it.detail == 'service' end), symbols)

-- What the lenses do here.
go('environment "production"', 0)
local window, windows = vim.api.nvim_get_current_win(), #vim.api.nvim_list_wins()
vim.lsp.commands['dbgen.show'](lenses[1].command, { client_id = id })
expect('a lens lists the services', #vim.fn.getqflist() == 7 and #vim.api.nvim_list_wins() == windows + 1, vim.fn.getqflist())
vim.cmd.cclose()
vim.api.nvim_set_current_win(window)

-- From place to place.
go('from="db.url"', 8)
vim.lsp.buf.definition()
expect('a name leads to its declaration', soon(function()
  return vim.api.nvim_get_current_line() == 'database "db" engine="postgres" version="16"'
end), vim.api.nvim_get_current_line())
local uses = ask('textDocument/references',
  vim.tbl_extend('error', on('service "worker"', 10), { context = { includeDeclaration = true } }))
local files = {}
for _, use in ipairs(uses) do files[use.uri] = (files[use.uri] or 0) + 1 end
expect('its uses are found in every file', files[vim.uri_from_fname(part)] == 1 and files[document.uri] > 3, uses)

-- Type.
local number = line_of('drain "45s"')
vim.api.nvim_buf_set_lines(buffer, number, number + 1, false, { '    dra' })
expect('half a word is told', soon(function() return vim.tbl_contains(codes(), 'unknown-node') end), codes())

-- Complete, and accept the first of what is offered.
local function accept(column, written)
  local first = ask('textDocument/completion', at(number, column)).items[1]
  local edit = first.textEdit
  local typed = lines()[number + 1]:sub((edit.range or edit.insert).start.character + 1, column)
  -- As editors do: what does not fit what was typed is not shown.
  expect('what fits `' .. typed .. '` is offered first', first.label == 'drain' and #vim.fn.matchfuzzy({ first.filterText }, typed) == 1, first)
  local whole = { range = edit.range or edit.replace, newText = written }
  vim.lsp.util.apply_text_edits({ whole }, buffer, client.offset_encoding)
end
accept(7, 'drain "45s"')
expect('and taken', text() == original, lines()[number + 1])
vim.api.nvim_buf_set_lines(buffer, number, number + 1, false, { '    darin "45s"' })
accept(9, 'drain')
expect('a mistyped word is met', text() == original, lines()[number + 1])
settle()
expect('and then it is quiet', soon(function() return #codes() == 0 end), codes())

-- Mend, with the editor's own menu of fixes.
vim.api.nvim_buf_set_lines(buffer, number, number + 1, false, { '    drian "45s"' })
expect('what is mistyped is told', soon(function() return vim.tbl_contains(codes(), 'unknown-node') end), codes())
settle()
go('drian', 1)
local before = #vim.api.nvim_list_wins()
vim.cmd.DbgenExplain()
expect('a code has a page', #vim.api.nvim_list_wins() == before + 1)
vim.cmd.fclose()
vim.lsp.buf.code_action({ apply = true, filter = function(action) return action.title == 'write drain' end })
expect('and mended', soon(function() return text() == original end), lines()[number + 1])

-- Rename.
go('service "worker"', 10)
vim.lsp.buf.rename('jobs')
expect('a service gets another name', soon(function() return text():find('service "jobs"', 1, true) ~= nil end))
local _, count = text():gsub('service "jobs"', '')
expect('everywhere', not text():find('service "worker"', 1, true) and count == 4, count)
local other = vim.fn.bufnr(part)
local included = other ~= -1 and table.concat(vim.api.nvim_buf_get_lines(other, 0, -1, false), '\n') or ''
expect('and in the file that is included', included:find('"jobs"', 1, true) and not included:find('"worker"', 1, true), included)

-- Format: the marked lines, then the file.
local tidy = text()
local messy, below = line_of('    health "/health"'), line_of('    eviction "noeviction"')
local function muddle()
  vim.api.nvim_buf_set_lines(buffer, messy, messy + 1, false, { '  health   "/health"  ' })
  local eviction = lines()[below + 1]
  vim.api.nvim_buf_set_lines(buffer, below, below + 1, false, { (eviction:gsub('^    ', ' ')) })
end
muddle()
vim.lsp.buf.format({ async = false, timeout_ms = 10000, range = { start = { messy + 1, 0 }, ['end'] = { messy + 1, 5 } } })
expect('the layout of some lines is mended', lines()[messy + 1] == '    health "/health"', lines()[messy + 1])
expect('and of no others', lines()[below + 1]:find('^ eviction') ~= nil, lines()[below + 1])
muddle()
vim.lsp.buf.format({ async = false, timeout_ms = 10000 })
expect('the layout of the file is mended', text() == tidy, lines()[messy + 1])

-- Save.
settle()
expect('what is there then is good', #codes() == 0, vim.diagnostic.get(buffer))
vim.cmd('silent wall')
expect('it is on disk', table.concat(vim.fn.readfile(spec), '\n') .. '\n' == text())
client.stop()
expect('the server ends', soon(function() return client.is_stopped() end))
vim.cmd('qall!')
