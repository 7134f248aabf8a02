-- Neovim edits a spec with the language server, as a person would: open, type, complete, accept, rename, format, save.
-- DBGEN is the binary, SPEC the file; each step that does not come out as it should ends with an error and exit code 1.
local spec = assert(vim.env.SPEC, 'SPEC')

local function fail(what, found)
  io.stderr:write(('editor: %s\n%s\n'):format(what, found ~= nil and vim.inspect(found) or ''))
  vim.cmd('cquit 1')
end

local function expect(what, condition, found)
  if not condition then fail(what, found) end
  io.stdout:write(('  %s\n'):format(what))
end

vim.o.swapfile = false
vim.cmd.edit(vim.fn.fnameescape(spec))
local buffer = vim.api.nvim_get_current_buf()
local id = vim.lsp.start({ name = 'dbgen', cmd = { assert(vim.env.DBGEN, 'DBGEN'), 'lsp' }, root_dir = vim.fs.dirname(spec) })
expect('the server starts', id ~= nil)
local client = vim.lsp.get_client_by_id(id)
expect('and says what it can', vim.wait(10000, function() return client.initialized end, 10))

local function lines() return vim.api.nvim_buf_get_lines(buffer, 0, -1, false) end
local function text() return table.concat(lines(), '\n') .. '\n' end
-- The number of the first line that holds a text, from 0.
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
  return { textDocument = { uri = vim.uri_from_bufnr(buffer) }, position = { line = line, character = column } }
end
local function codes()
  local found = vim.tbl_map(function(diagnostic) return diagnostic.code end, vim.diagnostic.get(buffer))
  table.sort(found)
  return found
end
-- The lenses come from the compiler: when they are there, so are the diagnostics of the text as it stands.
local function settle() ask('textDocument/codeLens', { textDocument = { uri = vim.uri_from_bufnr(buffer) } }) end

local original = text()
settle()
expect('a good spec is quiet', #codes() == 0, codes())

-- Type.
local drain = line_of('drain "45s"')
vim.api.nvim_buf_set_lines(buffer, drain, drain + 1, false, { '    dra' })
expect('half a word is told', vim.wait(10000, function() return vim.tbl_contains(codes(), 'unknown-node') end, 10), codes())

-- Complete, and accept the first of what is offered.
local list = ask('textDocument/completion', at(drain, 7))
expect('its end is offered first', list.items[1].label == 'drain', list.items[1])
local edit = list.items[1].textEdit
vim.lsp.util.apply_text_edits({ { range = edit.range or edit.replace, newText = 'drain "45s"' } }, buffer, client.offset_encoding)
expect('and taken', text() == original, lines()[drain + 1])
settle()
expect('and then it is quiet', vim.wait(10000, function() return #codes() == 0 end, 10), codes())

-- Rename.
local line, column = line_of('service "worker"')
vim.api.nvim_win_set_cursor(0, { line + 1, column + #'service "' })
vim.lsp.buf.rename('jobs')
expect('a service gets another name', vim.wait(10000, function() return text():find('service "jobs"', 1, true) ~= nil end, 10))
expect('everywhere', not text():find('service "worker"', 1, true) and text():find('like="jobs"', 1, true) ~= nil)

-- Format.
local messy = line_of('    health "/health"')
vim.api.nvim_buf_set_lines(buffer, messy, messy + 1, false, { '  health   "/health"  ' })
vim.lsp.buf.format({ async = false, timeout_ms = 10000 })
expect('the layout is mended', lines()[messy + 1] == '    health "/health"', lines()[messy + 1])

-- Save.
settle()
expect('what is there then is good', #codes() == 0, codes())
vim.cmd('silent write')
expect('it is on disk', table.concat(vim.fn.readfile(spec), '\n') .. '\n' == text())
client.stop()
expect('the server ends', vim.wait(10000, function() return client.is_stopped() end, 10))
vim.cmd('qall!')
