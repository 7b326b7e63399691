package io.github.tracingstarter.instrument.reactor;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.CorePublisher;
import reactor.core.Fuseable;
import reactor.core.Scannable;
import reactor.core.publisher.ConnectableFlux;
import reactor.core.publisher.Flux;
import reactor.core.publisher.GroupedFlux;
import reactor.core.publisher.Mono;

import org.springframework.util.ClassUtils;

/**
 * The properties of a publisher's class. The classes of Reactor's operators are known
 * only by name, because they are not public; an unknown class is traced. The properties
 * are determined once for each class, because a request assembles hundreds of operators,
 * and a check for an interface that a class does not implement goes through all its
 * interfaces.
 *
 * @param plain whether it calls the application only on the thread, and for the
 * subscriber, of the operator before or after it, which already has the trace, so that
 * tracing it as well would double the cost
 * @param shape the kind of publisher that may replace it
 * @param optimizable whether it can return the subscriber with which it would subscribe
 * to its source
 * @param foreign whether it is a {@link ForeignSource}
 * @param changesContext whether the operators before it may have a different trace from
 * those after it
 * @param coroutine whether it may begin a Kotlin coroutine
 */
record OperatorType(boolean plain, Shape shape, boolean optimizable, boolean foreign, boolean changesContext,
		boolean coroutine) {

	private static final String PACKAGE = "reactor.core.publisher.";

	/**
	 * The interface of operators that can return their subscriber. It is not public.
	 */
	static final @Nullable Class<?> OPTIMIZABLE = find(PACKAGE + "OptimizableOperator");

	private static final Set<String> PLAIN_NAMES = Stream
		.of("Map", "Filter", "Handle", "Peek", "PeekTerminal", "DefaultIfEmpty", "Log", "Name", "Hide", "IgnoreElement",
				"IgnoreElements", "Index", "DoFinally", "DoFirst", "DoOnEach", "Materialize", "Dematerialize", "Single",
				"SingleOptional", "Take", "TakeWhile", "TakeUntil", "Skip", "SkipWhile", "SkipUntil", "Collect",
				"CollectList", "Count", "Reduce", "ReduceSeed", "Scan", "ScanSeed", "Any", "All", "HasElement",
				"HasElements", "ElementAt", "Next", "TakeLast", "TakeLastOne", "Distinct", "DistinctUntilChanged",
				"Never", "Array", "Iterable", "Range", "Just", "FlattenIterable", "Buffer", "BufferPredicate",
				"OnErrorReturn", "FromFluxOperator", "FromMonoOperator", "SourceFlux", "SourceMono", "CurrentContext",
				"OnAssembly")
		.flatMap((name) -> Stream.of(name, name + "Fuseable"))
		.flatMap(OperatorType::ofBothShapes)
		.collect(Collectors.toSet());

	private static final ClassValue<OperatorType> TYPES = new ClassValue<>() {

		@Override
		protected OperatorType computeValue(Class<?> type) {
			return new OperatorType(isPlain(type), shape(type),
					OPTIMIZABLE != null && OPTIMIZABLE.isAssignableFrom(type) && Scannable.class.isAssignableFrom(type),
					isForeign(type),
					type.getSimpleName().contains("ContextWrite") || type.getSimpleName().contains("Tap"),
					Coroutines.mayBegin(type));
		}

	};

	private static volatile Table table = new Table();

	static OperatorType of(Publisher<?> publisher) {
		Class<?> type = publisher.getClass();
		OperatorType known = table.get(type);
		return (known != null) ? known : add(type);
	}

	/**
	 * Determines a type. Only classes that live as long as Reactor does are added to the
	 * table.
	 */
	private static OperatorType add(Class<?> type) {
		OperatorType added = TYPES.get(type);
		if (type.getClassLoader() == Flux.class.getClassLoader()) {
			synchronized (TYPES) {
				table = (table.get(type) != null) ? table : table.with(type, added);
			}
		}
		return added;
	}

	private static @Nullable Class<?> find(String name) {
		ClassLoader loader = Flux.class.getClassLoader();
		return ClassUtils.isPresent(name, loader) ? ClassUtils.resolveClassName(name, loader) : null;
	}

	private static Stream<String> ofBothShapes(String name) {
		return Stream.of(PACKAGE + "Mono" + name, PACKAGE + "Flux" + name);
	}

	private static boolean isPlain(Class<?> type) {
		return Fuseable.ScalarCallable.class.isAssignableFrom(type) || PLAIN_NAMES.contains(type.getName());
	}

	private static Shape shape(Class<?> type) {
		if (Mono.class.isAssignableFrom(type)) {
			return Shape.MONO;
		}
		return (Flux.class.isAssignableFrom(type) && !ConnectableFlux.class.isAssignableFrom(type)
				&& !GroupedFlux.class.isAssignableFrom(type)) ? Shape.FLUX : Shape.OTHER;
	}

	private static boolean isForeign(Class<?> type) {
		if (!CorePublisher.class.isAssignableFrom(type)) {
			return false;
		}
		if (type.getName().startsWith(PACKAGE)) {
			return type.getSimpleName().startsWith("Sink") || type.getSimpleName().endsWith("Processor");
		}
		return type.getPackage() != OperatorType.class.getPackage();
	}

	/**
	 * The kind of publisher that may replace an operator.
	 */
	enum Shape {

		/** A {@link Mono}. */
		MONO,

		/** A {@link Flux}, and nothing more. */
		FLUX,

		/** Anything else, which only Reactor can create. */
		OTHER

	}

	/**
	 * The types by class, each after its class in one array, which is at most half full.
	 * A lookup costs a third of a lookup in a {@link ClassValue}.
	 */
	private static final class Table {

		private final @Nullable Object[] entries;

		private final int size;

		Table() {
			this(new Object[512], 0);
		}

		private Table(@Nullable Object[] entries, int size) {
			this.entries = entries;
			this.size = size;
		}

		@Nullable OperatorType get(Class<?> type) {
			return (OperatorType) this.entries[index(this.entries, type) + 1];
		}

		Table with(Class<?> type, OperatorType added) {
			int length = this.entries.length;
			@Nullable Object[] copy = new Object[(this.size * 4 < length) ? length : length * 2];
			for (int i = 0; i < length; i += 2) {
				if (this.entries[i] instanceof Class<?> known) {
					put(copy, known, this.entries[i + 1]);
				}
			}
			put(copy, type, added);
			return new Table(copy, this.size + 1);
		}

		private static void put(@Nullable Object[] entries, Class<?> type, @Nullable Object value) {
			int index = index(entries, type);
			entries[index] = type;
			entries[index + 1] = value;
		}

		private static int index(@Nullable Object[] entries, Class<?> type) {
			int mask = entries.length - 2;
			int index = (type.hashCode() << 1) & mask;
			while (entries[index] != null && entries[index] != type) {
				index = (index + 2) & mask;
			}
			return index;
		}

	}

}
