package io.github.tracingstarter.agent.weaver;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Passes the result through the hook. For a constructor, which has no result, the hook
 * gets the new object, and its return value is not used.
 *
 * @param hook the hook
 */
record ResultChange(String hook) implements Change {

	@Override
	public MethodVisitor apply(MethodVisitor next, Target target, int number) {
		return new MethodVisitor(Opcodes.ASM9, next) {

			@Override
			public void visitInsn(int opcode) {
				if (opcode == Opcodes.ARETURN) {
					Change.pass(this.mv, target, Type.getReturnType(target.descriptor()), number);
				}
				else if (opcode == Opcodes.RETURN && target.isConstructor()) {
					this.mv.visitVarInsn(Opcodes.ALOAD, 0);
					Change.pass(this.mv, target, Type.getObjectType(target.type()), number);
					this.mv.visitInsn(Opcodes.POP);
				}
				super.visitInsn(opcode);
			}

		};
	}

}
