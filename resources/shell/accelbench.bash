# SPDX-License-Identifier: GPL-3.0-or-later
# bash completion for accelbench and accelbench-cli. Commands and options are asked of the programs themselves, so
# that they are those of the version that is installed.

# The words of --help that begin an option: "  -h,--help", "  --set KEY=VALUE".
_accelbench_options() {
  "$@" --help 2>/dev/null | sed -n 's/^ *\(-[[:alnum:]],\)\{0,1\}\(--[[:alnum:]-]*\).*/\2/p'
}

# The first words of the lines below "Subcommands:".
_accelbench_commands() {
  "$@" --help 2>/dev/null | sed -n '/^Subcommands:/,/^$/s/^  \([[:alnum:]][[:alnum:]-]*\) .*/\1/p'
}

# Files with one of the endings given, and folders on the way to them.
_accelbench_files() {
  local ending word
  for ending in "$@"; do
    while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -X "!*$ending" -- "$cur")
  done
  while IFS= read -r word; do COMPREPLY+=("$word/"); done < <(compgen -d -- "$cur")
  compopt -o filenames -o nospace 2>/dev/null
  [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} != */ ]] && compopt +o nospace 2>/dev/null
  return 0
}

_accelbench_folders() {
  local word
  while IFS= read -r word; do COMPREPLY+=("$word/"); done < <(compgen -d -- "$cur")
  compopt -o filenames -o nospace 2>/dev/null
  return 0
}

_accelbench_words() {
  local word
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$1" -- "$cur")
}

# The ids of the accelerators of the experiment on this command line.
_accelbench_accelerators() {
  local word
  for word in "${words[@]:2}"; do
    [[ $word == *.yaml && -r $word ]] || continue
    sed -n '/^accelerators:/,/^[^ #-]/s/.*\bid: *"\{0,1\}\([[:alnum:]_.-]*\).*/\1/p' "$word"
    return
  done
}

# What stands behind an option; false where the option takes nothing that is known.
_accelbench_value() {
  case $1 in
    --accelerator | --a-a) _accelbench_words "$(_accelbench_accelerators)" ;;
    --engine) _accelbench_words "keras pytorch jax h2o" ;;
    --set) _accelbench_words "training.epochs= training.batch_size= training.optimizer.learning_rate= training.seed=" ;
      compopt -o nospace 2>/dev/null ;;
    --allow-path | --checkpoints | --csv | --export) _accelbench_folders ;;
    --output) if [[ $2 == work ]]; then _accelbench_folders; else _accelbench_files .accelresults; fi ;;
    --resume) _accelbench_files .accelresults .accelcheckpoint ;;
    --data) _accelbench_files .accel.yaml ;;
    --weights) _accelbench_files .safetensors ;;
    --events | --html | --markdown) _accelbench_files "" ;;
    --rounds | --time-limit | --measure | --events-every | --epochs | --worst) ;;
    *) return 1 ;;
  esac
}

# What stands in the place of a name.
_accelbench_name() {
  case $1 in
    report) _accelbench_files .accelresults ;;
    predict | evaluate) _accelbench_files .safetensors .accel.yaml .csv .npy .npz .gz ;;
    engines) if [[ $cword -eq 2 ]]; then _accelbench_words "$(_accelbench_commands "$program" engines)"; else _accelbench_words "keras pytorch jax h2o"; fi ;;
    selftest) _accelbench_words "cpu cuda:0" ;;
    manual) _accelbench_words "accelbench accelbench-cli accelbench.yaml" ;;
    devices | engine) ;;
    *) _accelbench_files .accel.yaml .accelresults ;;
  esac
}

_accelbench_cli() {
  local cur=${COMP_WORDS[COMP_CWORD]} cword=$COMP_CWORD
  local words=("${COMP_WORDS[@]}") program=${COMP_WORDS[0]/#\~/$HOME}
  COMPREPLY=()
  if [[ $cword -eq 1 ]]; then
    if [[ $cur == -* ]]; then _accelbench_words "$(_accelbench_options "$program")"; else _accelbench_words "$(_accelbench_commands "$program")"; fi
    return
  fi
  _accelbench_value "${words[cword - 1]}" "${words[1]}" && return
  if [[ $cur == -* ]]; then _accelbench_words "$(_accelbench_options "$program" "${words[1]}")"; else _accelbench_name "${words[1]}"; fi
}

_accelbench_window() {
  local cur=${COMP_WORDS[COMP_CWORD]} cword=$COMP_CWORD
  local words=("${COMP_WORDS[@]}") program=${COMP_WORDS[0]/#\~/$HOME}
  COMPREPLY=()
  _accelbench_value "${words[cword - 1]}" "" && return
  if [[ $cur == -* ]]; then _accelbench_words "$(_accelbench_options "$program")"; else _accelbench_files .accel.yaml .accelresults; fi
}

complete -F _accelbench_cli accelbench-cli
complete -F _accelbench_window accelbench
