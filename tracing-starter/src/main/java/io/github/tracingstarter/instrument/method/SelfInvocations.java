package io.github.tracingstarter.instrument.method;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.SpringAsmInfo;
import org.springframework.asm.Type;
import org.springframework.util.ClassUtils;

/**
 * The calls with which an object calls its own methods, bypassing its proxy. They are
 * read from the class file. A method that may have another object of its class, such as a
 * proxy in a field, is skipped, because it is not known which of the two it calls without
 * tracking its stack.
 */
final class SelfInvocations extends ClassVisitor {

	private final String owner;

	private final Set<String> methods;

	private final Map<String, Set<String>> callers = new TreeMap<>();

	private SelfInvocations(Class<?> type, Set<Method> methods) {
		super(SpringAsmInfo.ASM_VERSION);
		this.owner = Type.getInternalName(type);
		this.methods = methods.stream()
			.map((method) -> method.getName() + Type.getMethodDescriptor(method))
			.collect(Collectors.toSet());
	}

	/**
	 * Finds the self-invocations of a class.
	 * @param type the class
	 * @param methods its methods
	 * @return the names of the methods that its own methods call, with the names of the
	 * callers
	 */
	static Map<String, Set<String>> of(Class<?> type, Set<Method> methods) {
		SelfInvocations calls = new SelfInvocations(type, methods);
		if (type.isInterface()) {
			return calls.callers;
		}
		try (InputStream file = type.getResourceAsStream(ClassUtils.getClassFileName(type))) {
			if (file != null) {
				new ClassReader(file).accept(calls, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
			}
		}
		catch (IOException | UncheckedIOException | IllegalArgumentException ex) {
			// For example a class file of a later Java version.
			LogFactory.getLog(SelfInvocations.class).debug("Cannot read the class file of " + type.getName(), ex);
		}
		return calls.callers;
	}

	@Override
	public @Nullable MethodVisitor visitMethod(int access, String name, String descriptor, @Nullable String signature,
			String @Nullable [] exceptions) {
		boolean hasOther = (access & Opcodes.ACC_STATIC) != 0 || takesOwner(descriptor);
		return (hasOther || (access & Opcodes.ACC_BRIDGE) != 0) ? null : new Calls(name);
	}

	private boolean takesOwner(String descriptor) {
		for (Type argument : Type.getArgumentTypes(descriptor)) {
			if (isOwner(argument)) {
				return true;
			}
		}
		return false;
	}

	private boolean isOwner(Type type) {
		Type element = (type.getSort() == Type.ARRAY) ? type.getElementType() : type;
		return element.getSort() == Type.OBJECT && element.getInternalName().equals(this.owner);
	}

	private final class Calls extends MethodVisitor {

		private final String caller;

		private final Set<String> called = new TreeSet<>();

		private boolean hasOther;

		private Calls(String name) {
			super(SpringAsmInfo.ASM_VERSION);
			// A lambda is named after the method that contains it: lambda$place$0.
			String[] parts = name.split("\\$");
			this.caller = (parts.length > 2 && parts[0].equals("lambda")) ? parts[1] : name;
		}

		@Override
		public void visitMethodInsn(int opcode, String type, String name, String descriptor, boolean isInterface) {
			if (opcode == Opcodes.INVOKEVIRTUAL && type.equals(SelfInvocations.this.owner)
					&& SelfInvocations.this.methods.contains(name + descriptor)) {
				this.called.add(name);
			}
			this.hasOther |= isOwner(Type.getReturnType(descriptor));
		}

		@Override
		public void visitFieldInsn(int opcode, String type, String name, String descriptor) {
			this.hasOther |= isOwner(Type.getType(descriptor));
		}

		@Override
		public void visitTypeInsn(int opcode, String type) {
			this.hasOther |= type.equals(SelfInvocations.this.owner);
		}

		@Override
		public void visitEnd() {
			if (!this.hasOther) {
				this.called
					.forEach((name) -> SelfInvocations.this.callers.computeIfAbsent(name, (key) -> new TreeSet<>())
						.add(this.caller));
			}
		}

	}

}
