"""Running many jobs of one kind of work: here, on a pool of processes, on a cluster."""

from quizgen.batch.cluster import Cluster
from quizgen.batch.crew import Crew, Here, Place
from quizgen.batch.pool import Processes
from quizgen.batch.running import run

__all__ = ["Cluster", "Crew", "Here", "Place", "Processes", "run"]
