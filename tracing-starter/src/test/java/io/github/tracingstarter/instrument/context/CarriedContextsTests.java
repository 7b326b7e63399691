package io.github.tracingstarter.instrument.context;

import java.lang.ref.WeakReference;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CarriedContextsTests {

	private static final ContextKey<String> NAME = ContextKey.named("name");

	private final CarriedContexts contexts = new CarriedContexts();

	@Test
	void tasksAreToldApartByIdentity() {
		EqualTask first = new EqualTask();
		EqualTask second = new EqualTask();
		keep(first, "first");
		keep(second, "second");
		assertThat(taken(first)).isEqualTo("first");
		assertThat(taken(second)).isEqualTo("second");
		assertThat(taken(first)).isEqualTo("none");
	}

	@Test
	void aTaskThatWaitsOutsideATraceTooTakesNoOther() {
		Object task = new Object();
		keep(task, "in a trace");
		this.contexts.keep(task);
		assertThat(taken(task)).isEqualTo("none");
		assertThat(taken(task)).isEqualTo("in a trace");
		assertThat(taken(task)).isEqualTo("none");
	}

	@Test
	void whatIsDiscardedAgainAndAgainIsLimited() {
		Object task = new Object();
		for (int i = 0; i < 250; i++) {
			keep(task, "discarded");
		}
		int kept = 0;
		while (this.contexts.forget(task) != null) {
			kept++;
		}
		assertThat(kept).isLessThanOrEqualTo(100);
	}

	@Test
	void entersAndExits() {
		Object task = new Object();
		keep(task, "task");
		this.contexts.enter(task);
		assertThat(current()).isEqualTo("task");
		this.contexts.exit();
		assertThat(Context.current()).isSameAs(Context.root());
		this.contexts.enter(task);
		assertThat(Context.current()).isSameAs(Context.root());
		this.contexts.exit();
	}

	@Test
	void neitherTaskNorContextIsKeptAlive() throws Exception {
		Object handedOver = new Object();
		WeakReference<Object> task = new WeakReference<>(handedOver);
		Context context = Context.root().with(NAME, new String("forgotten"));
		WeakReference<Context> kept = new WeakReference<>(context);
		try (Scope scope = context.makeCurrent()) {
			assertThat(scope).isNotNull();
			this.contexts.keep(handedOver);
		}
		handedOver = null;
		context = null;
		for (int i = 0; i < 100 && kept.get() != null; i++) {
			System.gc();
			Thread.sleep(10);
			// What the next task does in passing.
			this.contexts.keep(new Object());
		}
		assertThat(task.get()).isNull();
		assertThat(kept.get()).isNull();
	}

	private void keep(Object task, String name) {
		try (Scope scope = Context.root().with(NAME, name).makeCurrent()) {
			assertThat(scope).isNotNull();
			this.contexts.keep(task);
		}
	}

	private String taken(Object task) {
		this.contexts.enter(task);
		try {
			return current();
		}
		finally {
			this.contexts.exit();
		}
	}

	private static String current() {
		String name = Context.current().get(NAME);
		return (name != null) ? name : "none";
	}

	private static final class EqualTask {

		@Override
		public boolean equals(Object other) {
			return other instanceof EqualTask;
		}

		@Override
		public int hashCode() {
			return 1;
		}

	}

}
