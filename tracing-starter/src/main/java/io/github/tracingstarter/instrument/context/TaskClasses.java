package io.github.tracingstarter.instrument.context;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

import io.github.tracingstarter.instrument.Frameworks;
import org.jspecify.annotations.Nullable;

/**
 * Determines by its class whether a task is the application's. Tasks are often inside
 * futures of the JDK, which do not expose them; the agent makes them accessible.
 */
final class TaskClasses {

	/**
	 * Frameworks whose tasks only run a task of the application.
	 */
	private static final List<String> WRAPPERS = List.of("io.micrometer.core.", "io.micrometer.context.",
			"io.opentelemetry.context.", "org.springframework.security.concurrent.");

	/** Includes the loops in which OkHttp maintains its connections. */
	private static final List<String> OTHERS = List.of("io.github.tracingstarter.", "okhttp3.internal.concurrent.");

	private final ClassValue<Owner> owners = new ClassValue<>() {

		@Override
		protected Owner computeValue(Class<?> type) {
			return CarriedTask.class.isAssignableFrom(type) ? Owner.FRAMEWORK : owner(type.getName());
		}

	};

	private final List<String> packages;

	private final boolean inDefaultPackage;

	/**
	 * Creates an instance.
	 * @param packages the application's packages
	 */
	TaskClasses(List<String> packages) {
		this.inDefaultPackage = packages.contains("");
		this.packages = packages.stream().filter((name) -> !name.isEmpty()).map((name) -> name + ".").toList();
	}

	/**
	 * Returns whether a task may be in the trace of the code that submits it. Tasks of
	 * frameworks may never end, and are shared by all.
	 * @param task the task
	 * @return false if it is a framework's task or carries its trace itself
	 */
	boolean mayCarry(Object task) {
		Owner owner = this.owners.get(task.getClass());
		if (owner == Owner.JDK && task instanceof FutureTask<?>) {
			Object inside = inside(task);
			return inside == task || this.owners.get(inside.getClass()) != Owner.FRAMEWORK;
		}
		return owner != Owner.FRAMEWORK;
	}

	/**
	 * Returns whether a task is certainly the application's.
	 * @param task the task
	 * @return whether the task, or the task inside the future, is in the application's
	 * packages
	 */
	boolean isOfTheApplication(Object task) {
		return this.owners.get(inside(task).getClass()) == Owner.APPLICATION;
	}

	private Owner owner(String type) {
		boolean own = (type.indexOf('.') < 0) ? this.inDefaultPackage
				: this.packages.stream().anyMatch(type::startsWith);
		if (own) {
			return Owner.APPLICATION;
		}
		if (type.startsWith("java.")) {
			return Owner.JDK;
		}
		boolean framework = OTHERS.stream().anyMatch(type::startsWith) || Frameworks.contain(type);
		return (framework && WRAPPERS.stream().noneMatch(type::startsWith)) ? Owner.FRAMEWORK : Owner.UNKNOWN;
	}

	private static Object inside(Object task) {
		Object inside = task;
		// A future may be the task of another.
		for (int depth = 0; depth < 4; depth++) {
			VarHandle field = Inside.field(inside);
			Object next = (field != null) ? field.get(inside) : null;
			if (next == null) {
				break;
			}
			inside = next;
		}
		return inside;
	}

	private enum Owner {

		APPLICATION, UNKNOWN, JDK, FRAMEWORK

	}

	/**
	 * Initialized late, after the agent has opened the package.
	 */
	private static final class Inside {

		private static final @Nullable VarHandle FUTURE = find(FutureTask.class.getName(), "callable", Callable.class);

		private static final String ADAPTER_TYPE = "java.util.concurrent.Executors$RunnableAdapter";

		private static final @Nullable VarHandle ADAPTER = find(ADAPTER_TYPE, "task", Runnable.class);

		private static final String DELAYED_TYPE = "java.util.concurrent.CompletableFuture$TaskSubmitter";

		private static final @Nullable VarHandle DELAYED = find(DELAYED_TYPE, "action", Runnable.class);

		private Inside() {
		}

		static @Nullable VarHandle field(Object task) {
			if (task instanceof FutureTask<?>) {
				return FUTURE;
			}
			String type = task.getClass().getName();
			return type.equals(ADAPTER_TYPE) ? ADAPTER : type.equals(DELAYED_TYPE) ? DELAYED : null;
		}

		private static @Nullable VarHandle find(String owner, String name, Class<?> type) {
			try {
				Class<?> declaring = Class.forName(owner, false, null);
				return MethodHandles.privateLookupIn(declaring, MethodHandles.lookup())
					.findVarHandle(declaring, name, type);
			}
			catch (ReflectiveOperationException | LinkageError ex) {
				return null;
			}
		}

	}

}
