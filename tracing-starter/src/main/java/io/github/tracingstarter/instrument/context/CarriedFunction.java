package io.github.tracingstarter.instrument.context;

import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/**
 * A function that is called when a future completes, together with the context in which
 * it was registered. Only the code of the future sees it.
 */
abstract class CarriedFunction extends CarriedTask {

	private CarriedFunction(Context context, boolean believing, Object function) {
		super(context, believing, function);
	}

	/**
	 * Adds the context to a function.
	 * @param context the context
	 * @param believing whether a thread that is already in a trace stays in it
	 * @param function the function
	 * @return the function with its context, or the function itself if it is of no known
	 * kind or of more than one
	 */
	static Object of(Context context, boolean believing, Object function) {
		Object carried = null;
		int kinds = 0;
		if (function instanceof Function<?, ?> known) {
			carried = new OfOne<>(context, believing, known);
			kinds++;
		}
		if (function instanceof BiFunction<?, ?, ?> known) {
			carried = new OfTwo<>(context, believing, known);
			kinds++;
		}
		if (function instanceof Consumer<?> known) {
			carried = new TakesOne<>(context, believing, known);
			kinds++;
		}
		if (function instanceof BiConsumer<?, ?> known) {
			carried = new TakesTwo<>(context, believing, known);
			kinds++;
		}
		if (function instanceof Supplier<?> known) {
			carried = new Supplies<>(context, believing, known);
			kinds++;
		}
		if (function instanceof Runnable known) {
			carried = CarriedTask.of(context, believing, known);
			kinds++;
		}
		return (carried != null && kinds == 1) ? carried : function;
	}

	private static final class OfOne<T extends @Nullable Object, R extends @Nullable Object> extends CarriedFunction
			implements Function<T, R> {

		private final Function<T, R> function;

		OfOne(Context context, boolean believing, Function<T, R> function) {
			super(context, believing, function);
			this.function = function;
		}

		@Override
		public R apply(T argument) {
			Scope scope = open();
			try {
				return this.function.apply(argument);
			}
			finally {
				close(scope);
			}
		}

	}

	private static final class OfTwo<T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object>
			extends CarriedFunction implements BiFunction<T, U, R> {

		private final BiFunction<T, U, R> function;

		OfTwo(Context context, boolean believing, BiFunction<T, U, R> function) {
			super(context, believing, function);
			this.function = function;
		}

		@Override
		public R apply(T first, U second) {
			Scope scope = open();
			try {
				return this.function.apply(first, second);
			}
			finally {
				close(scope);
			}
		}

	}

	private static final class TakesOne<T extends @Nullable Object> extends CarriedFunction implements Consumer<T> {

		private final Consumer<T> function;

		TakesOne(Context context, boolean believing, Consumer<T> function) {
			super(context, believing, function);
			this.function = function;
		}

		@Override
		public void accept(T argument) {
			Scope scope = open();
			try {
				this.function.accept(argument);
			}
			finally {
				close(scope);
			}
		}

	}

	private static final class TakesTwo<T extends @Nullable Object, U extends @Nullable Object> extends CarriedFunction
			implements BiConsumer<T, U> {

		private final BiConsumer<T, U> function;

		TakesTwo(Context context, boolean believing, BiConsumer<T, U> function) {
			super(context, believing, function);
			this.function = function;
		}

		@Override
		public void accept(T first, U second) {
			Scope scope = open();
			try {
				this.function.accept(first, second);
			}
			finally {
				close(scope);
			}
		}

	}

	private static final class Supplies<T extends @Nullable Object> extends CarriedFunction implements Supplier<T> {

		private final Supplier<T> function;

		Supplies(Context context, boolean believing, Supplier<T> function) {
			super(context, believing, function);
			this.function = function;
		}

		@Override
		public T get() {
			Scope scope = open();
			try {
				return this.function.get();
			}
			finally {
				close(scope);
			}
		}

	}

}
