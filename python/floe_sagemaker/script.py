"""Script mode: runs the user's program with the documented environment and arguments."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from floe_sagemaker import parent, tree

_PLATFORM = (
    "sagemaker_program", "sagemaker_submit_directory", "sagemaker_job_name", "sagemaker_region",
    "sagemaker_container_log_level", "sagemaker_s3_output",
)


def _value(text: str) -> Any:
    """Hyperparameters are JSON text when the SDK wrote them, else plain."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def environment(values: dict[str, Any], inputs: dict[str, Any], resources: dict[str, Any], program: str) -> dict[str, str]:
    """The SM_* variables of the training toolkit."""
    base = tree.base()
    cpus = os.cpu_count() or 1
    found = {
        "SM_MODEL_DIR": base / "model",
        "SM_OUTPUT_DIR": base / "output",
        "SM_OUTPUT_DATA_DIR": base / "output" / "data",
        "SM_OUTPUT_INTERMEDIATE_DIR": base / "output" / "intermediate",
        "SM_INPUT_DIR": base / "input",
        "SM_INPUT_CONFIG_DIR": base / "input" / "config",
        "SM_CHANNELS": json.dumps(sorted(inputs)),
        "SM_HPS": json.dumps(values),
        "SM_USER_ARGS": json.dumps(arguments(values)),
        "SM_HOSTS": json.dumps(resources.get("hosts", [])),
        "SM_CURRENT_HOST": resources.get("current_host", ""),
        "SM_CURRENT_INSTANCE_TYPE": resources.get("current_instance_type", ""),
        "SM_NETWORK_INTERFACE_NAME": resources.get("network_interface_name", ""),
        "SM_NUM_CPUS": cpus,
        "SM_NUM_GPUS": 0,
        "SM_NUM_NEURONS": 0,
        "SM_LOG_LEVEL": 20,
        "SM_USER_ENTRY_POINT": program,
        "SM_MODULE_NAME": Path(program).stem,
        "SM_MODULE_DIR": base / "code",
        "SM_RESOURCE_CONFIG": json.dumps(resources),
        "SM_INPUT_DATA_CONFIG": json.dumps(inputs),
        "SM_FRAMEWORK_MODULE": "",
    }
    for name in inputs:
        found[f"SM_CHANNEL_{name.upper().replace('-', '_')}"] = tree.channel(name)
    for name, value in values.items():
        text = value if isinstance(value, str) else json.dumps(value)
        found[f"SM_HP_{name.upper().replace('-', '_')}"] = text
    return {name: str(value) for name, value in found.items()}


def arguments(values: dict[str, Any]) -> list[str]:
    """`--name value` per hyperparameter in the order of the names; one letter gets one dash."""
    out: list[str] = []
    for name in sorted(values):
        out.append(f"{'-' if len(name) == 1 else '--'}{name}")
        value = values[name]
        out.append(value if isinstance(value, str) else json.dumps(value))
    return out


def _install(code: Path) -> None:
    requirements = code / "requirements.txt"
    if not requirements.exists():
        return
    target = code / ".packages"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(target), "-r", str(requirements)]
    if subprocess.run(command, check=False).returncode != 0:
        tree.write_failure("InstallRequirementsError: requirements.txt could not be installed")
        sys.exit(1)
    sys.path.insert(0, str(target))


def main() -> int:
    parent.end_with_parent()
    given = tree.config("hyperparameters")
    values = {name: _value(text) for name, text in given.items() if name not in _PLATFORM}
    program = str(_value(given["sagemaker_program"]))
    code = tree.base() / "code"
    if not (code / program).is_file():
        found = ", ".join(sorted(each.name for each in code.iterdir())) or "nothing"
        tree.write_failure(f"The script {program} is not in sagemaker_submit_directory, which holds {found}")
        return 2
    _install(code)
    env = {**os.environ, **environment(values, tree.config("inputdataconfig"), tree.config("resourceconfig"), program)}
    env["PYTHONPATH"] = os.pathsep.join([str(code), str(code / ".packages"), env.get("PYTHONPATH", "")])
    command = ["/bin/sh", "-c", f"./{program} \"$@\"", program] if program.endswith(".sh") else [sys.executable, program]
    child = subprocess.Popen([*command, *arguments(values)], cwd=code, env=env, stderr=subprocess.PIPE, text=True)
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    tail: list[str] = []
    for line in child.stderr or ():
        sys.stderr.write(line)
        sys.stderr.flush()
        tail = [*tail[-19:], line]
    exit_code = child.wait()
    if exit_code != 0 and not (tree.base() / "output" / "failure").exists():
        last = "".join(tail).strip()
        tree.write_failure(f'ExecuteUserScriptError:\nExitCode {exit_code}\nErrorMessage "{last[-700:]}"')
    return 0 if exit_code == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
