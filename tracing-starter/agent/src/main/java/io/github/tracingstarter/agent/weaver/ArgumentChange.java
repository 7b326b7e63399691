package io.github.tracingstarter.agent.weaver;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Passes an argument, if the method has it, through the hook before the method sees it.
 *
 * @param index the index of the argument
 * @param hook the hook
 */
record ArgumentChange(int index, String hook) implements Change {

	@Override
	public MethodVisitor apply(MethodVisitor next, Target target, int number) {
		if (this.index >= Type.getArgumentTypes(target.descriptor()).length) {
			return next;
		}
		return new MethodVisitor(Opcodes.ASM9, next) {

			@Override
			public void visitCode() {
				super.visitCode();
				int variable = target.variable(ArgumentChange.this.index);
				this.mv.visitVarInsn(Opcodes.ALOAD, variable);
				Change.pass(this.mv, target, target.argument(ArgumentChange.this.index), number);
				this.mv.visitVarInsn(Opcodes.ASTORE, variable);
			}

		};
	}

}
