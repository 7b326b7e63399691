package io.github.tracingstarter.agent.weaver;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.BiFunction;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.SimpleRemapper;

/**
 * Defines {@link Bridge} among the classes of the JDK.
 */
final class BridgeClass {

	/** The name of the class, in a package that all modules can read. */
	static final String NAME = "java/util/concurrent/TracingBridge";

	private final Class<?> type;

	private final Instrumentation instrumentation;

	private BridgeClass(Class<?> type, Instrumentation instrumentation) {
		this.type = type;
		this.instrumentation = instrumentation;
	}

	static BridgeClass define(Instrumentation instrumentation) throws IOException, IllegalAccessException {
		open(instrumentation, BridgeClass.class.getModule());
		MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(ThreadPoolExecutor.class, MethodHandles.lookup());
		return new BridgeClass(lookup.defineClass(renamed()), instrumentation);
	}

	/**
	 * Lets the starter access the fields of the JDK's futures.
	 * @param module the module of the starter
	 */
	void open(Module module) {
		open(this.instrumentation, module);
	}

	private static void open(Instrumentation instrumentation, Module module) {
		String packageName = ThreadPoolExecutor.class.getPackageName();
		if (!Object.class.getModule().isOpen(packageName, module)) {
			instrumentation.redefineModule(Object.class.getModule(), Set.of(), Map.of(),
					Map.of(packageName, Set.of(module)), Set.of(), Map.of());
		}
	}

	private static byte[] renamed() throws IOException {
		String own = Type.getInternalName(Bridge.class);
		ClassWriter writer = new ClassWriter(0);
		try (InputStream bytes = Bridge.class.getResourceAsStream("Bridge.class")) {
			if (bytes == null) {
				throw new FileNotFoundException(own);
			}
			new ClassReader(bytes).accept(new ClassRemapper(writer, new SimpleRemapper(Opcodes.ASM9, own, NAME)), 0);
		}
		return writer.toByteArray();
	}

	/**
	 * Sets the hooks.
	 * @param hooks the hooks by number
	 */
	void use(BiFunction<?, ?, ?>[] hooks) {
		try {
			this.type.getMethod("use", hooks.getClass()).invoke(null, new Object[] { hooks });
		}
		catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
