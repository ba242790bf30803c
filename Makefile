# Thin: every target calls one real tool in .venv, which the first of them makes.
PYTHON ?= python3
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Another project's modules are not to stand before those of .venv.
unexport PYTHONPATH PYTHONHOME

.PHONY: help adopt article class figures table test test-all browser slurm slurm-test lab app check outputs claims site data lock newest release plan compute audit bands referee training tune dynamics polar bench mutants clean

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 12

.venv/locked: requirements.lock
	@$(PYTHON) -c 'import sys, ensurepip; assert (3, 11) <= sys.version_info < (3, 14)' 2>/dev/null \
		|| { echo "Python 3.11, 3.12 or 3.13 with venv and ensurepip is needed; $$($(PYTHON) -V 2>&1) at PYTHON=$(PYTHON) is not that. Install it (Debian: python3-venv), or name another with: make PYTHON=python3.12" >&2; exit 1; }
	@echo "Making the environment in .venv from requirements.lock: once, some minutes."
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	@touch $@

.venv/ready: .venv/locked pyproject.toml
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/tools: .venv/ready requirements-dev.lock
	@echo "Adding what the tests and the site need, from requirements-dev.lock: once, a minute."
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock -r requirements-dev.lock
	@touch $@

.venv/cluster: .venv/ready requirements-cluster.lock
	@$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements-cluster.lock
	@touch $@

figures: .venv/ready  ## regenerate every figure for every material
	@python -m ultralow figures

table: .venv/ready  ## what the last `make figures` made, and which checks hold
	@python -m ultralow table

test: .venv/tools .venv-release/ready browser  ## make all figures anew, run the notebooks under nbval, and test all but what takes long
	@python -m pytest

test-all: .venv/tools .venv/cluster .venv-release/ready browser slurm  ## run the long tests, too: JupyterLab, the site, Slurm, kills, old processors, potentials
	@python -m pytest -m "long or not long"
	@test ! -e .venv-compute/ready || $(MAKE) --no-print-directory .venv-compute/tools
	@test ! -e .venv-compute/ready || PATH="$(CURDIR)/.venv-compute/bin:$(PATH)" python -m pytest -m "long or not long" $(COMPUTED)

# What needs the potentials: run where .venv-compute is (`make .venv-compute/ready` makes it).
COMPUTED = tests/compute tests/workflow/test_computation.py tests/data/test_add_material.py tests/cluster/test_slurm_computing.py

browser:  ## install Chromium, which tests need, where that can be done
	@for one in "$$ULTRALOW_CHROMIUM" chromium chromium-browser google-chrome chrome; do \
		if [ -n "$$one" ] && command -v "$$one" >/dev/null; then exit 0; fi; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium for the tests that look at notebooks as a reader does: once."; \
		{ apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends chromium fonts-dejavu-core; } >/dev/null 2>&1 && exit 0; fi; \
	echo "No Chromium here, and it could not be installed (root and apt-get are needed): tests in a browser will be skipped."

slurm:  ## install Slurm, to which tests send jobs, where that can be done
	@if command -v slurmctld >/dev/null || [ -e /etc/slurm/slurm.conf ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Slurm for the tests that run the workflow on a cluster of one node: once."; \
		{ apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends slurmctld slurmd slurm-client munge; } >/dev/null 2>&1 && exit 0; fi; \
	echo "No Slurm here, and it could not be installed (root and apt-get are needed): its tests will be skipped."

slurm-test: .venv/tools .venv/cluster slurm  ## make figures, and compute a crystal, on a Slurm of one node that is started for it
	@python -m pytest -m long tests/cluster
	@test ! -e .venv-compute/ready || $(MAKE) --no-print-directory .venv-compute/tools
	@test ! -e .venv-compute/ready || PATH="$(CURDIR)/.venv-compute/bin:$(PATH)" python -m pytest -m long tests/cluster/test_slurm_computing.py

# From the root, so that a notebook reaches the pictures beside it; settings: no question about news.
lab: .venv/ready  ## open JupyterLab with the first notebook, start_here
	@jupyter lab --ip 127.0.0.1 $(if $(filter 0,$(shell id -u)),--allow-root) --ServerApp.root_dir=. --LabApp.default_url=/lab/tree/notebooks/start_here.ipynb --LabApp.app_settings_dir="$(CURDIR)/workflow/lab"

app: .venv/ready  ## serve the explorer as a page without code
	@env JUPYTER_PATH="$(CURDIR)/workflow/app" JUPYTER_CONFIG_PATH="$(CURDIR)/workflow/app" voila notebooks/explore.ipynb

check: .venv/ready  ## regenerate all records elsewhere and list what moved against figures/
	@python -m ultralow check

outputs: .venv/ready  ## run the notebooks and store their outputs, and the stored figures, in them
	@python -m ultralow gallery
	@python workflow/scripts/store_outputs.py

claims: .venv/ready  ## the scorecard of the paper's claims
	@python -m ultralow claims

site: .venv/tools  ## build the site into build/site
	@python docs/build.py

article: .venv/tools  ## typeset the paper, with the numbers of now, into build/article: HTML and PDF
	@python docs/typeset.py

class: .venv/tools  ## sheets for 45 minutes with NOTEBOOK, or with each, into build/class: for students, and with answers
	@python docs/sheets.py $(NOTEBOOK)

.venv-release/ready: requirements-release.lock
	@$(PYTHON) -m venv --clear .venv-release
	@.venv-release/bin/python -m pip install --quiet --require-hashes --no-deps -r requirements-release.lock
	@touch $@

release: .venv/tools .venv-release/ready  ## the last commit with its article and its description (an RO-Crate) as a zip in build/release, looked at
	@python workflow/scripts/release/make_release.py
	@.venv-release/bin/python workflow/scripts/release/validate_crate.py build/release/ultralow-*[0-9]

data: .venv/tools  ## bring data/datapackage.json in step with the files in data/
	@python workflow/scripts/describe_data.py

lock: .venv/tools  ## resolve the dependencies anew
	@$(COMPILE) --extra notebooks --extra build --upgrade --output-file requirements.lock
	@$(COMPILE) --extra notebooks --extra build --extra dev --extra site --constraint requirements.lock $$($(INSTALLED)) --upgrade --output-file requirements-dev.lock

# With extras: pip takes `name[extra]`, which another package asks for, as pinned only where the lock
# names it so; without, it wants the newest version, and has no hash of that.
COMPILE = uv pip compile pyproject.toml --no-strip-extras --universal --python-version 3.11 --generate-hashes --no-header --quiet
# What the readers' lock installs on every Python and every system, the developers' leaves out.
INSTALLED = sed -n 's/^\([a-z0-9.-]*\)\(\[[a-z0-9,-]*\]\)\{0,1\}==[^;]*$$/--no-emit-package \1/p' requirements.lock

# Beside .venv, without a lock and so without hashes; made anew at each call.
newest: browser  ## try the newest versions of everything: what moves is told in build/newest/summary.md
	@echo "Making an environment of the newest versions in .venv-newest: some minutes."
	@$(PYTHON) -m venv --clear .venv-newest
	@.venv-newest/bin/python -m pip install --quiet --upgrade --editable ".[notebooks,build,dev,site]"
	@PATH="$(CURDIR)/.venv-newest/bin:$(PATH)" python workflow/scripts/newest_versions.py build/newest

.venv-compute/ready: requirements.lock requirements-compute.lock requirements-torch.lock requirements-torch-cpu.lock pyproject.toml
	@echo "Making the environment for computing in .venv-compute: once, some minutes."
	@$(PYTHON) -m venv --clear .venv-compute
	@.venv-compute/bin/python -m pip install --quiet --require-hashes --no-deps -r requirements-torch-cpu.lock 2>/dev/null \
		|| .venv-compute/bin/python -m pip install --quiet --require-hashes --no-deps -r requirements-torch.lock
	@.venv-compute/bin/python -m pip install --quiet --require-hashes -r requirements.lock
	@.venv-compute/bin/python -m pip install --quiet --require-hashes --no-deps -r requirements-compute.lock
	@.venv-compute/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# mpmath last: what reads the potentials wants an older one than the tests.
.venv-compute/tools: .venv-compute/ready requirements-dev.lock requirements-cluster.lock
	@.venv-compute/bin/python -m pip install --quiet --require-hashes --no-deps -r requirements-dev.lock
	@.venv-compute/bin/python -m pip install --quiet --require-hashes --no-deps -r requirements-cluster.lock
	@.venv-compute/bin/python -m pip install --quiet --require-hashes --no-deps -r requirements-compute.lock
	@touch $@

# What is asked for: MATERIAL, or STRUCTURE (a CIF) and NAME, or STRUCTURES (a folder of CIFs); CHECKPOINTS, EFFECTIVE, LEDGER, DEVICE, SETTINGS; or CONSTANTS (a folder of force constants) and NAME.
# They reach the shell through its environment, so that a quote in one of them means nothing.
WANTED = $(if $(STRUCTURES),material="$$(python -m ultralow adopt --list -- "$$STRUCTURES")",$(if $(NAME)$(MATERIAL),material="$${NAME:-$$MATERIAL}")) $(if $(CHECKPOINTS),checkpoints="$$CHECKPOINTS") $(if $(CONSTANTS),constants="$$CONSTANTS") $(if $(EFFECTIVE),effective="$$EFFECTIVE") $(if $(LEDGER),ledger="$$LEDGER") $(if $(DEVICE),device="$$DEVICE") $(if $(SETTINGS),settings="$$SETTINGS")

# The bands belong to it where GPAW can be built.
BANDS = if [ -e /usr/include/xc.h ]; then $(MAKE) --no-print-directory bands; else echo "The bands of CsSnI3 are left as they are: GPAW needs the packages that README.md names."; fi

# A crystal that cannot be taken is refused before anything is installed for it.
adopt: .venv/ready
	@python -m ultralow adopt $(if $(filter yes,$(SURE)),--yes) $(if $(STRUCTURE)$(STRUCTURES),,$(if $(CONSTANTS),--constants)) -- "$${STRUCTURES:-$${STRUCTURE:-$$CONSTANTS}}" "$${NAME:-$$MATERIAL}"

plan: .venv/ready  ## what `make compute` with the same words would take: forces, core minutes, memory, disk
	@python -m ultralow plan $(if $(CHECKPOINTS),--checkpoints "$$CHECKPOINTS") $(if $(EFFECTIVE),--effective "$$EFFECTIVE") $(if $(SETTINGS),--settings "$$SETTINGS") -- $(if $(STRUCTURE)$(STRUCTURES),"$${STRUCTURES:-$$STRUCTURE}",$${NAME:-$$MATERIAL})

compute: $(if $(STRUCTURE)$(STRUCTURES)$(CONSTANTS),adopt)  ## compute MATERIAL, or crystals of yours: STRUCTURE=my.cif NAME=CsPbCl3, or STRUCTURES=folder
	@$(MAKE) --no-print-directory .venv-compute/ready
	@PATH="$(CURDIR)/.venv-compute/bin:$(PATH)" snakemake -s workflow/rules/phonons.smk --workflow-profile workflow/profiles/default $(if $(strip $(WANTED)),--config $(WANTED))
	@$(if $(filter CsSnI3,$(or $(CONSTANTS),$(NAME),$(MATERIAL),$(STRUCTURES),CsSnI3)),$(BANDS))

audit: .venv-compute/ready  ## salts of a public benchmark through `make compute`, against the benchmark's own numbers
	@PATH="$(CURDIR)/.venv-compute/bin:$(PATH)" snakemake -s workflow/rules/audit.smk --workflow-profile workflow/profiles/default

.venv-electrons/ready: requirements.lock requirements-electrons.lock pyproject.toml
	@echo "Making the environment for bands in .venv-electrons: once, some minutes."
	@$(PYTHON) -m venv --clear .venv-electrons
	@.venv-electrons/bin/python -m pip install --quiet --require-hashes -r requirements.lock
	@printf "mpi=True\ncompiler='mpicc'\nlibraries=['xc','openblas','fftw3']\nfftw=True\nscalapack=False\n" > .venv-electrons/siteconfig.py
	@GPAW_CONFIG=$(CURDIR)/.venv-electrons/siteconfig.py .venv-electrons/bin/python -m pip install --quiet --require-hashes --no-deps -r requirements-electrons.lock
	@.venv-electrons/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

bands: .venv-electrons/ready  ## compute the bands of CsSnI3 and the tables of its holes anew
	@PATH="$(CURDIR)/.venv-electrons/bin:$(PATH)" snakemake -s workflow/rules/electrons.smk --workflow-profile workflow/profiles/default

bench: .venv/tools  ## time what readers wait for
	@python benchmarks/figures.py
	@python benchmarks/reading.py
	@python benchmarks/many_crystals.py
	@python benchmarks/minimum_against_kappamin.py
	@python benchmarks/sliders_in_browser.py
	@python benchmarks/explorer_in_browser.py

# MATERIAL, CHECKPOINTS as for compute; PLAN='{pairs: 12}' for more snapshots, SETTINGS='{reach_A: 22}' of the electrons.
referee: .venv-electrons/ready .venv-compute/ready  ## forces from first principles (GPAW) against those of the potentials, of MATERIAL or the three phases
	@PATH="$(CURDIR)/.venv-electrons/bin:$(PATH)" snakemake -s workflow/rules/first_principles.smk --workflow-profile workflow/profiles/default $(if $(strip $(MATERIAL)$(CHECKPOINTS)$(PLAN)$(SETTINGS)),--config $(if $(MATERIAL),material="$$MATERIAL") $(if $(CHECKPOINTS),checkpoints="$$CHECKPOINTS") $(if $(PLAN),plan="$$PLAN") $(if $(SETTINGS),settings="$$SETTINGS"))

# As for referee; PLAN='{frames: 24}' for more snapshots.
training: .venv-electrons/ready  ## forces from first principles (GPAW) to tune potentials on, of MATERIAL or the three phases
	@PATH="$(CURDIR)/.venv-electrons/bin:$(PATH)" snakemake -s workflow/rules/tuning.smk frames --workflow-profile workflow/profiles/default $(if $(strip $(MATERIAL)$(PLAN)$(SETTINGS)),--config $(if $(MATERIAL),material="$$MATERIAL") $(if $(PLAN),plan="$$PLAN") $(if $(SETTINGS),settings="$$SETTINGS"))

# TRAINING='{epochs: 30, seed: 2}' and SUFFIX=other for a potential beside the usual one.
tune: .venv/ready .venv-compute/ready  ## the potentials tuned on those forces, of MATERIAL or of all crystals that have some
	@PATH="$(CURDIR)/.venv/bin:$(PATH)" snakemake -s workflow/rules/tuning.smk potentials --workflow-profile workflow/profiles/default $(if $(strip $(MATERIAL)$(CHECKPOINTS)$(TRAINING)$(SUFFIX)),--config $(if $(MATERIAL),material="$$MATERIAL") $(if $(CHECKPOINTS),checkpoints="$$CHECKPOINTS") $(if $(TRAINING),training="$$TRAINING") $(if $(SUFFIX),suffix="$$SUFFIX"))

# CHECKPOINTS=7net-0 for another potential, PLAN='{seed: 2}' for another run.
dynamics: .venv-compute/ready  ## 20 ps of molecular dynamics in the tuned potential, of MATERIAL or the three phases
	@PATH="$(CURDIR)/.venv-compute/bin:$(PATH)" snakemake -s workflow/rules/dynamics.smk --workflow-profile workflow/profiles/default $(if $(strip $(MATERIAL)$(CHECKPOINTS)$(PLAN)),--config $(if $(MATERIAL),material="$$MATERIAL") $(if $(CHECKPOINTS),checkpoints="$$CHECKPOINTS") $(if $(PLAN),plan="$$PLAN"))

# RESULTS='7net-l3i5-300K' for the heat of those alone, CONVERGENCE=yes for more points of the zone beside; SETTINGS='{reach_A: 19}' of the electrons.
polar: .venv-compute/ready  ## Born charges (Quantum ESPRESSO) and phonons with polar forces, of MATERIAL or the three phases
	@PATH="$(CURDIR)/.venv-compute/bin:$(PATH)" snakemake -s workflow/rules/electric_field.smk --workflow-profile workflow/profiles/default $(if $(strip $(MATERIAL)$(RESULTS)$(CONVERGENCE)$(SETTINGS)),--config $(if $(MATERIAL),material="$$MATERIAL") $(if $(RESULTS),results="$$RESULTS") $(if $(CONVERGENCE),convergence="$$CONVERGENCE") $(if $(SETTINGS),settings="$$SETTINGS"))

# What to say to it: MUTANTS='--module heat/minimum --all'.
mutants: .venv/ready  ## small errors put into the physics: which of them no test notices
	@nice python benchmarks/mutants.py $(MUTANTS)

clean:  ## remove what the targets above made, but not the environments
	@rm -rf build .snakemake
