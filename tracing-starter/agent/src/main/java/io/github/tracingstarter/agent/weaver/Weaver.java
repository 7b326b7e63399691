package io.github.tracingstarter.agent.weaver;

import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

import io.github.tracingstarter.agent.Messages;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Changes the places whose hooks are installed, in classes that are already loaded and in
 * those loaded later. A class stays changed; without a hook, it behaves as before.
 */
final class Weaver implements ClassFileTransformer {

	private final Instrumentation instrumentation;

	private final BridgeClass bridge;

	private final Map<String, List<Place>> places = new ConcurrentHashMap<>();

	/** The places in classes that are recognized only by name. */
	private final List<Place> ofDataSources = new ArrayList<>();

	/** The numbers by the names of hooks. */
	private final Map<String, Integer> numbers = new HashMap<>();

	/** The names of the hooks that have been installed so far. */
	private final Set<String> wanted = ConcurrentHashMap.newKeySet();

	/** The hooks of each application context, the newest last. */
	private final List<Map<String, BiFunction<@Nullable Object, @Nullable Object, @Nullable Object>>> installed = new ArrayList<>();

	Weaver(Instrumentation instrumentation, List<Place> places) throws IOException, IllegalAccessException {
		this.instrumentation = instrumentation;
		this.bridge = BridgeClass.define(instrumentation);
		for (Place place : places) {
			if (place.isOfDataSources()) {
				this.ofDataSources.add(place);
			}
			else {
				this.places.computeIfAbsent(place.type(), (type) -> new ArrayList<>()).add(place);
			}
			number(place);
		}
		number(ThreadPlaces.thread(""));
		instrumentation.addTransformer(this, true);
	}

	private void number(Place place) {
		this.numbers.putIfAbsent(place.change().hook(), this.numbers.size());
	}

	synchronized AutoCloseable install(
			Map<String, BiFunction<@Nullable Object, @Nullable Object, @Nullable Object>> hooks) {
		hooks.values().forEach((hook) -> this.bridge.open(hook.getClass().getModule()));
		this.installed.add(hooks);
		use();
		Set<String> added = new HashSet<>(hooks.keySet());
		added.removeAll(this.wanted);
		this.wanted.addAll(added);
		changeLoaded(added);
		return () -> remove(hooks);
	}

	/**
	 * Changes a thread class that has just been seen.
	 * @param type the class, which has the method that its threads run
	 */
	synchronized void changeThread(Class<?> type) {
		Place place = ThreadPlaces.thread(type.getName().replace('.', '/'));
		if (this.places.putIfAbsent(place.type(), List.of(place)) == null
				&& this.instrumentation.isModifiableClass(type)) {
			change(type);
		}
	}

	private synchronized void remove(
			Map<String, BiFunction<@Nullable Object, @Nullable Object, @Nullable Object>> hooks) {
		this.installed.removeIf((known) -> known == hooks);
		use();
	}

	/**
	 * Sets the hooks. If there are several, the hook of the newest application context is
	 * used.
	 */
	private void use() {
		BiFunction<?, ?, ?>[] all = new BiFunction<?, ?, ?>[this.numbers.size()];
		this.installed.forEach((hooks) -> hooks.forEach((name, hook) -> {
			Integer number = this.numbers.get(name);
			if (number != null) {
				all[number] = hook;
			}
		}));
		this.bridge.use(all);
	}

	private void changeLoaded(Set<String> hooks) {
		List<Class<?>> changed = new ArrayList<>();
		for (Class<?> type : this.instrumentation.getAllLoadedClasses()) {
			if (!type.isArray() && !places(type.getName().replace('.', '/'), hooks).isEmpty()
					&& this.instrumentation.isModifiableClass(type)) {
				changed.add(type);
			}
		}
		if (!changed.isEmpty() && !change(changed.toArray(Class<?>[]::new))) {
			// One class makes all fail.
			changed.forEach(this::change);
		}
	}

	private boolean change(Class<?>... types) {
		try {
			this.instrumentation.retransformClasses(types);
			return true;
		}
		catch (UnmodifiableClassException | RuntimeException | LinkageError ex) {
			if (types.length == 1) {
				Messages.say("%s stays as it is: %s".formatted(types[0].getName(), ex));
			}
			return false;
		}
	}

	private List<Place> places(String type, Set<String> hooks) {
		List<Place> found = this.places.get(type);
		if (found == null && DataSourcePlaces.areIn(type)) {
			found = this.ofDataSources;
		}
		return (found != null) ? found.stream().filter((place) -> hooks.contains(place.change().hook())).toList()
				: List.of();
	}

	@Override
	public byte @Nullable [] transform(@Nullable ClassLoader loader, @Nullable String name,
			@Nullable Class<?> redefined, @Nullable ProtectionDomain domain, byte[] bytes) {
		if (name == null) {
			return null;
		}
		try {
			List<Place> found = places(name, this.wanted);
			return !found.isEmpty() ? change(name, found, bytes) : null;
		}
		catch (RuntimeException | LinkageError ex) {
			Messages.say("%s stays as it is: %s".formatted(name.replace('/', '.'), ex));
			return null;
		}
	}

	private byte @Nullable [] change(String type, List<Place> places, byte[] bytes) {
		boolean[] changed = new boolean[1];
		ClassReader reader = new ClassReader(bytes);
		ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
		reader.accept(new ClassVisitor(Opcodes.ASM9, writer) {

			@Override
			public MethodVisitor visitMethod(int access, String name, String descriptor, @Nullable String signature,
					String @Nullable [] exceptions) {
				MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
				boolean empty = (access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) != 0;
				if (empty) {
					return method;
				}
				Change.Target target = new Change.Target(type, access, name, descriptor);
				for (Place place : places) {
					if (place.isMethod(name, descriptor)) {
						changed[0] = true;
						method = place.change().apply(method, target, Weaver.this.numbers.get(place.change().hook()));
					}
				}
				return method;
			}

		}, ClassReader.EXPAND_FRAMES);
		return changed[0] ? writer.toByteArray() : null;
	}

}
