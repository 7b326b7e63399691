package io.github.tracingstarter.agent.weaver;

import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.AdviceAdapter;

/**
 * Calls the hook when the method begins, and closes the result when the method ends,
 * normally or with an exception.
 *
 * @param hook the hook
 */
record AroundChange(String hook) implements Change {

	private static final Type OPENED = Type.getType(AutoCloseable.class);

	@Override
	public MethodVisitor apply(MethodVisitor next, Target target, int number) {
		return new AdviceAdapter(Opcodes.ASM9, next, target.access(), target.name(), target.descriptor()) {

			private final Label start = new Label();

			private final Label end = new Label();

			private int opened;

			@Override
			protected void onMethodEnter() {
				target.loadThis(this);
				target.loadThis(this);
				push(number);
				visitMethodInsn(Opcodes.INVOKESTATIC, BridgeClass.NAME, "open",
						"(Ljava/lang/Object;Ljava/lang/Object;I)Ljava/lang/AutoCloseable;", false);
				this.opened = newLocal(OPENED);
				storeLocal(this.opened);
				visitLabel(this.start);
			}

			@Override
			protected void onMethodExit(int opcode) {
				// Exceptions that the method itself throws are caught below, like all
				// others.
				if (opcode != Opcodes.ATHROW) {
					close();
				}
			}

			@Override
			public void visitMaxs(int maxStack, int maxLocals) {
				visitLabel(this.end);
				// Added last, so that the method's own handlers come first.
				visitTryCatchBlock(this.start, this.end, this.end, null);
				Object[] locals = new Object[this.opened + 1];
				int count = 0;
				if (!target.isStatic()) {
					locals[count++] = target.type();
				}
				for (Type argument : Type.getArgumentTypes(target.descriptor())) {
					locals[count++] = frameType(argument);
				}
				locals[count++] = OPENED.getInternalName();
				this.mv.visitFrame(Opcodes.F_NEW, count, locals, 1, new Object[] { "java/lang/Throwable" });
				visitInsn(Opcodes.DUP);
				loadLocal(this.opened);
				visitMethodInsn(Opcodes.INVOKESTATIC, BridgeClass.NAME, "fail",
						"(Ljava/lang/Throwable;Ljava/lang/AutoCloseable;)V", false);
				this.mv.visitInsn(Opcodes.ATHROW);
				super.visitMaxs(maxStack, maxLocals);
			}

			private void close() {
				loadLocal(this.opened);
				visitMethodInsn(Opcodes.INVOKESTATIC, BridgeClass.NAME, "close", "(Ljava/lang/AutoCloseable;)V", false);
			}

		};
	}

	private static Object frameType(Type type) {
		return switch (type.getSort()) {
			case Type.BOOLEAN, Type.CHAR, Type.BYTE, Type.SHORT, Type.INT -> Opcodes.INTEGER;
			case Type.FLOAT -> Opcodes.FLOAT;
			case Type.LONG -> Opcodes.LONG;
			case Type.DOUBLE -> Opcodes.DOUBLE;
			default -> type.getInternalName();
		};
	}

}
