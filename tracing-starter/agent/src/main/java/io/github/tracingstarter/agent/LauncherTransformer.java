package io.github.tracingstarter.agent;

import java.lang.instrument.ClassFileTransformer;
import java.net.URL;
import java.security.ProtectionDomain;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Makes the class loader of Spring Boot's launcher search the starter after the
 * application's libraries. All launchers create it with one constructor, which gets the
 * locations.
 */
final class LauncherTransformer implements ClassFileTransformer {

	private static final String LOADER = "org/springframework/boot/loader/launch/LaunchedClassLoader";

	private static final String HOOK = Type.getInternalName(LauncherHook.class);

	private static final String LOCATIONS = Type.getDescriptor(URL[].class);

	@Override
	public byte @Nullable [] transform(@Nullable ClassLoader loader, @Nullable String name,
			@Nullable Class<?> redefined, @Nullable ProtectionDomain domain, byte[] bytes) {
		if (!LOADER.equals(name)) {
			return null;
		}
		try {
			return transform(bytes);
		}
		catch (RuntimeException | LinkageError ex) {
			Messages.untraced("Spring Boot's launcher is one that the agent does not know (%s)".formatted(ex));
			return null;
		}
	}

	private static byte[] transform(byte[] bytes) {
		ClassReader reader = new ClassReader(bytes);
		ClassWriter writer = new ClassWriter(reader, 0);
		Constructors visitor = new Constructors(writer);
		reader.accept(visitor, 0);
		if (!visitor.found) {
			throw new IllegalStateException("no constructor that calls that of the JDK");
		}
		return writer.toByteArray();
	}

	private static final class Constructors extends ClassVisitor {

		private boolean found;

		Constructors(ClassVisitor next) {
			super(Opcodes.ASM9, next);
		}

		@Override
		public MethodVisitor visitMethod(int access, String name, String descriptor, @Nullable String signature,
				String @Nullable [] exceptions) {
			MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
			if (!name.equals("<init>")) {
				return next;
			}
			return new MethodVisitor(Opcodes.ASM9, next) {

				@Override
				public void visitMethodInsn(int opcode, String owner, String method, String type, boolean isInterface) {
					// Not if one constructor calls another, because the libraries would
					// then be added twice.
					if (opcode == Opcodes.INVOKESPECIAL && method.equals("<init>") && !owner.equals(LOADER)
							&& type.contains(LOCATIONS)) {
						appendToArgument(type);
						Constructors.this.found = true;
					}
					super.visitMethodInsn(opcode, owner, method, type, isInterface);
				}

				/**
				 * Appends to the locations on the stack, which have another argument
				 * above them.
				 */
				private void appendToArgument(String type) {
					Type[] arguments = Type.getArgumentTypes(type);
					if (arguments.length != 2 || !arguments[0].getDescriptor().equals(LOCATIONS)) {
						throw new IllegalStateException(type);
					}
					super.visitInsn(Opcodes.SWAP);
					super.visitMethodInsn(Opcodes.INVOKESTATIC, HOOK, "append", "(%1$s)%1$s".formatted(LOCATIONS),
							false);
					super.visitInsn(Opcodes.SWAP);
				}

			};
		}

	}

}
